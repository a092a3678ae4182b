/**
 * All text for people has one unit system for sizes: powers of 1000 (kB, MB, GB), written by one
 * function, `bytes` of the contract.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const sources = execFileSync(
	'git',
	['ls-files', '--cached', '--others', '--exclude-standard', 'src/*.ts', 'src/*.svelte'],
	{ cwd: root, encoding: 'utf8' }
)
	.trim()
	.split('\n')
	.filter((file) => !file.endsWith('.test.ts'));

/**
 * Files that show powers of 1024 to people. Members of manifests have such names (`memoryMiB`), and
 * messages about a member use its unit.
 */
const BINARY = ['src/lib/contract/manifest-rules-build.ts', 'src/lib/contract/manifest-schema.ts'];
/**
 * The function itself, a field of a form with its unit beside it, and a gallery of components with
 * made-up values.
 */
const BY_HAND = [
	'src/lib/contract/bytes.ts',
	'src/lib/components/pups/LimitsForm.svelte',
	'src/gallery/Gallery.svelte'
];

/** Lines that match, without comments. */
function lines(pattern: RegExp): string[] {
	return sources.flatMap((file) => {
		let html = false;
		return readFileSync(join(root, file), 'utf8')
			.split('\n')
			.flatMap((line, index) => {
				if (/^\s*<!--/.test(line)) html = true;
				const comment = html || /^\s*(?:\/\/|\/?\*)/.test(line);
				if (line.includes('-->')) html = false;
				return !comment && pattern.test(line.replace(/\/\*\*? .*\*\//, '')) ? [`${file}:${index + 1}`] : [];
			});
	});
}
const besides = (found: string[], allowed: string[]) =>
	found.filter((place) => !allowed.some((file) => place.startsWith(`${file}:`)));

test('nobody reads KiB, MiB or GiB', () => {
	// The pattern leaves out members of a manifest: `sizeMiB`, `disk.MiB`.
	expect(besides(lines(/(?<![A-Za-z.])[KMGT]iB\b/), BINARY)).toEqual([]);
});

test('no size is written by hand', () => {
	expect(besides(lines(/\}\s?[kKMGTP]i?B\b/), BY_HAND)).toEqual([]);
	expect(besides(lines(/toFixed\(.*[kKMGTP]i?B\b/), BY_HAND)).toEqual([]);
});
