import { describe, expect, it } from 'vitest';
import { addVersion, needVersion, readBase, slug, stemOf, type PackedVersion, type WebIndex } from './index-file.ts';

const empty: WebIndex = { id: 'x', name: 'X', pups: [] };
const made = (version: string, more: Partial<PackedVersion> = {}): PackedVersion => ({
	manifest: { meta: { name: 'My pup', version } },
	name: 'My pup',
	version,
	archive: { file: `my-pup-${version}.tar.gz`, sha256: `sha-${version}` },
	treeHash: `tree-${version}`,
	logo: null,
	readme: { file: 'my-pup.md', sha256: 'md' },
	changedAt: Date.parse('2026-11-27T10:00:00.500Z'),
	...more
});
const beside = { base: null, keep: false };
const after = (...versions: PackedVersion[]) =>
	versions.reduce((index, one) => addVersion(index, one, beside).index, empty);

describe('a version in the index', () => {
	it('is put before the others, which stay', () => {
		const old = { location: 'old.tar.gz', sha256: 'o', more: 1 };
		const { index, outcome } = addVersion({ ...empty, more: 2, pups: [old] }, made('1.0.0'), beside);
		expect(outcome).toBe('packed');
		expect(index).toEqual({
			...{ id: 'x', name: 'X', more: 2 },
			pups: [
				{
					...{ location: 'my-pup-1.0.0.tar.gz', sha256: 'sha-1.0.0', treeHash: 'tree-1.0.0' },
					manifest: { meta: { name: 'My pup', version: '1.0.0' } },
					readme: { location: 'my-pup.md', sha256: 'md' },
					updatedAt: '2026-11-27T10:00:00Z'
				},
				old
			]
		});
	});

	it.each([
		['the same archive', made('1.0.0'), 'unchanged'],
		['the same files, packed by another zlib', made('1.0.0', { archive: { file: 'a', sha256: 'other' } }), 'unchanged']
	])('with %s is there already', (_, again, outcome) => {
		const index = after(made('1.0.0'));
		expect(addVersion(index, again, beside)).toEqual({ index, outcome });
	});

	it('with other content is refused, or stays as it was', () => {
		const index = after(made('1.0.0'), made('1.1.0'));
		const other = made('1.0.0', { archive: { file: 'a', sha256: 'other' }, treeHash: 'other' });
		expect(() => addVersion(index, other, beside)).toThrow(
			expect.objectContaining({
				code: 'already-published',
				status: 409,
				message: 'My pup 1.0.0 is already published with other content.'
			})
		);
		expect(addVersion(index, other, { base: null, keep: true })).toEqual({ index, outcome: 'kept' });
	});

	it('can lie elsewhere', () => {
		const base = readBase('https://cdn.example.org/pups');
		const { index } = addVersion(empty, made('1.0.0'), { base, keep: false });
		expect(index.pups[0]).toMatchObject({
			location: 'https://cdn.example.org/pups/my-pup-1.0.0.tar.gz',
			readme: { location: 'https://cdn.example.org/pups/my-pup.md' }
		});
	});
});

it.each([['pups'], ['/pups'], ['ftp://host/'], ['https://me:secret@host/'], ['https://host/?a'], ['https://host/#a']])(
	'%s is no base',
	(url) => expect(() => readBase(url)).toThrow(expect.objectContaining({ code: 'bad-url' }))
);

it.each(['1', '1.0', 'v1.0.0', '01.0.0', '=1.0.0', '1.0.0 beta', 'next'])('%s is no version', (version) => {
	expect(() => needVersion('X', version)).toThrow(expect.objectContaining({ code: 'bad-version' }));
});
it.each(['1.0.0', '0.0.1-beta.2', '1.0.0+5'])('%s is a version', (version) => {
	expect(() => needVersion('X', version)).not.toThrow();
});

it.each([
	['My pup', 'my-pup'],
	['Dogecoin Core (testnet)', 'dogecoin-core-testnet'],
	['../../etc', 'etc'],
	['Café', 'cafe'],
	['犬', '']
])('%s is called %j', (name, wanted) => expect(slug(name)).toBe(wanted));

describe('files of a version', () => {
	it.each([
		['My pup', '1.0.0+5', /^my-pup-1\.0\.0_5$/],
		['my-pup', '1.0.0', /^my-pup-[0-9a-f]{8}-1\.0\.0$/],
		['犬', '1.0.0', /^pup-[0-9a-f]{8}-1\.0\.0$/]
	])('of %s %s', (name, version, wanted) => expect(stemOf(after(made('1.0.0')), name, version)).toMatch(wanted));
});
