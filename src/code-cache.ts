/**
 * Loads the parts of a built program with what V8 compiled of them at the build
 * (`scripts/lib/code-cache.mjs`). Becomes `build/code-cache.cjs`, which each program loads first.
 *
 * V8 runs such bytes without looking at them. Root takes only those that the build compiled by
 * reading the text (`*.cjs.cache`); what a program left that ran without rights (`*.cjs.run.cache`)
 * is for processes that are not root.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** What of node's own loader is used: the wrapper of a module, and the table of endings. */
interface Loader {
	wrap(code: string): string;
	_extensions: Record<string, (module: { exports: unknown }, file: string) => void>;
}

const loader = Module as unknown as Loader;
const ownLoader = loader._extensions['.js']!;
const FOLDER = join(import.meta.dirname, '/');
const ENDINGS = process.getuid?.() === 0 ? ['cache'] : ['run.cache', 'cache'];
/** A cache begins with the SHA-256 of its text: V8 compares the length of texts alone. */
const HASH_BYTES = 32;

/** Undefined where there is none of this text; V8 itself refuses one of another V8 or flags. */
function compiled(file: string, text: Buffer): Buffer | undefined {
	for (const ending of ENDINGS) {
		try {
			const cache = readFileSync(`${file}.${ending}`);
			const hash = createHash('sha256').update(text).digest();
			if (hash.equals(cache.subarray(0, HASH_BYTES))) return cache.subarray(HASH_BYTES);
		} catch {
			// There is none.
		}
	}
	return undefined;
}

/** Compiles and runs a part as `require` does. */
loader._extensions['.cjs'] = (module, file) => {
	if (!file.startsWith(FOLDER)) return ownLoader(module, file);
	const text = readFileSync(file);
	// They are ASCII (scripts/lib/compact.mjs): V8 keeps one byte a character.
	const code = loader.wrap(text.toString('latin1'));
	const script = new Script(code, { filename: file, cachedData: compiled(file, text) });
	const run = script.runInThisContext() as (this: unknown, ...given: unknown[]) => void;
	run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
};
