/**
 * A comment says what the name below it cannot. A comment whose words are all in that name, or in
 * the name of its file, is left out.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
/** Characters. Longer comments are taken to say more. */
const LONGEST = 90;
/** Words that say nothing by themselves. */
const EMPTY = new Set(
	(
		'a an the of for to in on is are be its it this that and or with by at as from into what which who one all each ' +
		'every here there make makes create creates get gets return returns give gives set sets build builds open opens ' +
		'read reads write writes remove removes start starts stop stops send sends show shows hold holds has have'
	).split(' ')
);
const DECLARED =
	/\/\*\*\s*([^]*?)\s*\*\/[ \t]*\n[ \t]*(?:export )?(?:async )?(?:readonly )?(?:const |let |function\*? |interface |type |class )?([A-Za-z_$][\w$]*)/g;

const stem = (word: string) =>
	word
		.toLowerCase()
		.replace(/ies$/, 'y')
		.replace(/(?:ing|ed|es|s)$/, '');
const wordsOf = (name: string) =>
	name
		.replace(/([a-z0-9])([A-Z])/g, '$1 $2')
		.split(/[^A-Za-z0-9]+/)
		.filter(Boolean)
		.map(stem);

/** Returns the comments of a text that repeat the name below them. */
function repeating(text: string, file: string): string[] {
	const ofFile = wordsOf(basename(file).replace(/\..*/, ''));
	return [...text.matchAll(DECLARED)].flatMap(([, comment = '', name = '']) => {
		const said = comment
			.replace(/^[ \t]*\*/gm, '')
			.replace(/\s+/g, ' ')
			.trim();
		const words = (said.toLowerCase().match(/[a-z0-9]+/g) ?? []).filter((word) => !EMPTY.has(word));
		const known = new Set([...wordsOf(name), ...ofFile]);
		const repeats = words.length > 0 && words.every((word) => known.has(stem(word)));
		return name !== 'import' && said.length <= LONGEST && !said.includes('@') && repeats ? [`${name}: ${said}`] : [];
	});
}

it('comments do not repeat names', () => {
	const files = execFileSync(
		'git',
		['ls-files', 'src/**/*.ts', 'packages/**/*.ts', 'tests/**/*.ts', 'scripts/**/*.mjs'],
		{
			cwd: root,
			encoding: 'utf8'
		}
	);
	const found = files
		.trim()
		.split('\n')
		.filter((file) => file !== 'packages/sdk/src/generated.ts')
		.flatMap((file) => repeating(readFileSync(join(root, file), 'utf8'), file).map((one) => `${file} ${one}`));
	expect(found).toEqual([]);
});

it('sees those that do, and no others', () => {
	const seen = (comment: string, code: string) => repeating(`/** ${comment} */\n${code}`, 'src/store.ts').length === 1;
	expect(seen('Creates the reader of folders.', 'export function createFolderReader() {}')).toBe(true);
	expect(seen('Id of the pup.', '\tpupId: string;')).toBe(true);
	expect(seen('Bytes.', '\tsize: number;')).toBe(false);
	expect(seen('Creates the reader. Call `begin` first.', 'function createReader() {}')).toBe(false);
});
