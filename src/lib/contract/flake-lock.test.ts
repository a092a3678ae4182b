import { expect, it } from 'vitest';
import { checkFlakeLock } from './flake-lock.ts';

const HASH = `sha256-${'A'.repeat(43)}=`;
const nixpkgs = { type: 'github', owner: 'NixOS', repo: 'nixpkgs', rev: 'a'.repeat(40), narHash: HASH };
/** A lock file as Nix 2.8 writes it. */
const lock = (locked: unknown = nixpkgs, change: Record<string, unknown> = {}) =>
	JSON.stringify({
		nodes: {
			nixpkgs: { locked, original: { type: 'indirect', id: 'nixpkgs' } },
			root: { inputs: { nixpkgs: 'nixpkgs' } }
		},
		root: 'root',
		version: 7,
		...change
	});

it.each<[string, string]>([
	['one of nixpkgs', lock()],
	['one without inputs', lock(nixpkgs, { nodes: { root: {} } })],
	['a folder of its own', lock({ type: 'path', path: './sub' })],
	['an archive', lock({ type: 'tarball', url: 'https://example.org/a.tar.gz', narHash: HASH })],
	['members of a newer Nix', lock(nixpkgs, { more: true })]
])('takes %s', (_what, text) => {
	expect(checkFlakeLock('flake.lock', text)).toBeNull();
});

it.each<[string, string | null, string]>([
	['none', null, 'Its flake.lock is missing. Create it with “nix flake lock” and keep it next to flake.nix.'],
	['no JSON', '{', 'Its flake.lock is not JSON. Create it again with “nix flake lock”.'],
	['a list', '[]', 'Its flake.lock cannot be used. All of it: found an empty list, wanted an object.'],
	[
		'an old version',
		lock(nixpkgs, { version: 4 }),
		'Its flake.lock cannot be used. version: found 4, wanted 5, 6 or 7.'
	],
	[
		'a root that is not there',
		lock(nixpkgs, { root: 'top' }),
		'Its flake.lock cannot be used. root: found "top", wanted the name of one of its nodes.'
	],
	[
		'an input that is not locked',
		lock(nixpkgs, { nodes: { nixpkgs: {}, root: {} } }),
		'Its flake.lock cannot be used. nodes.nixpkgs.locked: found nothing, wanted the hash of the content, as “nix flake lock” writes it: sha256-….'
	],
	[
		'an input without a hash',
		lock({ ...nixpkgs, narHash: undefined }),
		'Its flake.lock cannot be used. nodes.nixpkgs.locked.narHash: found nothing, wanted the hash of the content, as “nix flake lock” writes it: sha256-….'
	],
	[
		'a folder of its author’s computer',
		lock({ type: 'path', path: '/home/me/x', narHash: HASH }),
		'Its flake.lock cannot be used. nodes.nixpkgs.locked.path: found "/home/me/x", wanted a path inside the pup’s files: other computers do not have files from elsewhere.'
	],
	[
		'a repository on the box itself',
		lock({ type: 'git', url: 'file:///var/lib/dogebox/dkm', narHash: HASH }),
		'Its flake.lock cannot be used. nodes.nixpkgs.locked.url: found "file:///var/lib/dogebox/dkm", wanted an address that begins with https://.'
	],
	[
		'what a registry says',
		lock({ type: 'indirect', id: 'nixpkgs' }),
		'Its flake.lock cannot be used. nodes.nixpkgs.locked.type: found "indirect", wanted one of github, gitlab, sourcehut, tarball, file, git, or path.'
	]
])('says what is wrong with %s', (_what, text, said) => {
	expect(checkFlakeLock('flake.lock', text)).toBe(said);
});
