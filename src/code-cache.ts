/**
 * Loads the parts of a built program with what V8 compiled of them at the build
 * (`scripts/lib/code-cache.mjs`). Becomes `build/code-cache.cjs`, which each program loads first.
 */
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

/** Null where there is none; V8 itself refuses one of another V8 or of other flags. */
function compiled(file: string): Buffer | undefined {
	try {
		return readFileSync(`${file}.cache`);
	} catch {
		return undefined;
	}
}

/** Compiles and runs a part as `require` does. Names of parts are made of what they hold. */
loader._extensions['.cjs'] = (module, file) => {
	if (!file.startsWith(FOLDER)) return ownLoader(module, file);
	// They are ASCII (scripts/lib/compact.mjs): V8 keeps one byte a character.
	const code = loader.wrap(readFileSync(file, 'latin1'));
	const script = new Script(code, { filename: file, cachedData: compiled(file) });
	const run = script.runInThisContext() as (this: unknown, ...given: unknown[]) => void;
	run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
};
