import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'dogebox-code-'));
const part = join(folder, 'part.cjs');
const isRoot = process.getuid?.() === 0;
const NOBODY = 65534;

beforeAll(async () => {
	chmodSync(folder, 0o755);
	const bundle = await rolldown({ input: join(import.meta.dirname, 'code-cache.ts'), platform: 'node' });
	await bundle.write({ file: join(folder, 'code-cache.cjs'), format: 'cjs' });
	await bundle.close();
	writeFileSync(join(folder, 'start.cjs'), "require('./code-cache.cjs');\nrequire('./part.cjs');\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const saying = (word: string) => `console.log(${JSON.stringify(word)});\n`;

/** Writes a cache that V8 made of the text `compiled`, with the hash of the text `of`. */
function write(ending: string, compiled: string, of: string): void {
	const cache = execFileSync(process.execPath, ['-p', COMPILE, compiled, part], { encoding: 'utf8', env: {} });
	const hash = createHash('sha256').update(of).digest();
	writeFileSync(`${part}.${ending}`, Buffer.concat([hash, Buffer.from(cache, 'base64')]));
}
const COMPILE = `const [, text, filename] = process.argv;
new (require('vm').Script)(module.constructor.wrap(text), { filename }).createCachedData().toString('base64')`;

const run = (uid?: number) =>
	execFileSync(process.execPath, [join(folder, 'start.cjs')], {
		encoding: 'utf8',
		env: {},
		...(uid !== undefined && { uid, gid: uid })
	}).trim();

const [text, other] = [saying('text'), saying('evil')];

it.each([
	// V8 itself accepts this cache, because both texts have the same length.
	{ what: 'taken for the text it is of', ending: 'cache', of: text, root: 'evil', others: 'evil' },
	{ what: 'not taken for another', ending: 'cache', of: other, root: 'text', others: 'text' },
	{ what: 'not root’s where a program left it that ran', ending: 'run.cache', of: text, root: 'text', others: 'evil' }
])('a cache is $what', ({ ending, of, root, others }) => {
	for (const one of ['cache', 'run.cache']) rmSync(`${part}.${one}`, { force: true });
	writeFileSync(part, text);
	write(ending, other, of);
	expect(run()).toBe(isRoot ? root : others);
	if (isRoot) expect(run(NOBODY)).toBe(others);
});
