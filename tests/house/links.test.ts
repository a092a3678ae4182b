/** Links in documents lead to existing files, and to headings that these files have. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
	cwd: root,
	encoding: 'utf8'
})
	.trim()
	.split('\n')
	.filter((file) => !file.startsWith('tests/fixtures/'));

const withoutCode = (text: string) => text.replace(/^ *```[^]*?^ *```/gm, '');
/** The anchors of a page, derived from its headings as forges derive them. */
const anchorsOf = (page: string) =>
	[...withoutCode(readFileSync(page, 'utf8')).matchAll(/^#+ +(.*)$/gm)].map(([, heading = '']) =>
		heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-')
	);

/** Returns the links of a page within the repository that lead nowhere. */
function dead(page: string): string[] {
	const text = withoutCode(readFileSync(join(root, page), 'utf8'));
	return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
		if (/^[a-z]+:/.test(target)) return [];
		const [path = '', anchor] = target.split('#');
		const file = path === '' ? join(root, page) : join(root, dirname(page), path);
		const leads =
			existsSync(file) && (anchor === undefined || !file.endsWith('.md') || anchorsOf(file).includes(anchor));
		return leads ? [] : [`${page}: ${target} (${relative(root, file)})`];
	});
}

it('links of documents lead to files and headings', () => {
	expect(pages.length).toBeGreaterThan(80);
	expect(pages.flatMap(dead)).toEqual([]);
});

it('decisions that are named by their number are there', () => {
	const numbers = new Set(pages.flatMap((page) => /decisions\/(\d{4})-/.exec(page)?.[1] ?? []).map(Number));
	const named = pages.flatMap((page) =>
		[...withoutCode(readFileSync(join(root, page), 'utf8')).matchAll(/\bdecisions? (\d{1,3})\b/gi)].map(
			([, number]) => [page, Number(number)] as const
		)
	);
	expect(named.length).toBeGreaterThan(20);
	expect(named.filter(([, number]) => !numbers.has(number))).toEqual([]);
});
