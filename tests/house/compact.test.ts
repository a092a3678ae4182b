/** Built programs are rewritten without a change in what they do (`scripts/lib/compact.mjs`). */
import { describe, expect, it } from 'vitest';
import { compacted } from '../../scripts/lib/compact.mjs';

/** Programs that must export the same value before and after they are compacted. */
const PROGRAMS = [
	['text', 'export default "— “é” 👍";'],
	['a template', 'const a = 1; export default `— ${a} 👍`;'],
	['a pattern', 'export default ["…", "x👍", "a"].map((one) => /[…👍]/u.test(one));'],
	['a comment', '/* — */ export default 7; // “”'],
	['a name', 'const größe = 3; export default { größe };'],
	['the name of a function', 'function named() {} export default named.name;']
] as const;

const run = async (text: string) =>
	((await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`)) as { default: unknown })
		.default;

describe('a built program', () => {
	it.each(PROGRAMS)('is ASCII and does the same: %s', async (_what, text) => {
		const code = await compacted(text, 'a.js');
		expect(code).toMatch(/^[\0-\x7f]*$/);
		expect(code).not.toContain('/*');
		const [before, after] = await Promise.all([run(text), run(code)]);
		expect(after).toEqual(before);
	});

	it('is refused where an escape would mean something else', async () => {
		await expect(compacted('export default String.raw`—`;', 'a.js')).rejects.toThrow('a.js: this line');
	});
});
