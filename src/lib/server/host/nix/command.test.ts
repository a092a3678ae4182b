import { describe, expect, it } from 'vitest';
import { nixBuildArguments } from './command.ts';

describe('the command', () => {
	const file = {
		kind: 'file',
		wrapper: '/lib/nix/pup',
		nixpkgs: '/lib/nixpkgs',
		pup: '/pups/a',
		asked: '/run/a',
		package: 'web'
	} as const;
	const flake = { kind: 'flake', pup: '/pups/a', path: 'nix', package: 'web' } as const;

	it('names a package of a file behind our own flake', () => {
		expect(nixBuildArguments(file, '/l').slice(-10)).toEqual([
			...['--override-input', 'nixpkgs', 'path:/lib/nixpkgs'],
			...['--override-input', 'pup', 'path:/pups/a'],
			...['--override-input', 'asked', 'path:/run/a'],
			...['path:/lib/nix/pup#web']
		]);
	});
	it.each([
		['.', 'path:/pups/a#web'],
		['nix/', 'path:/pups/a/nix#web'],
		['a b?dir=..#x', 'path:/pups/a/a%20b%3Fdir%3D..%23x#web']
	])('names the flake in %s', (path, wanted) => {
		expect(nixBuildArguments({ ...flake, path }, '/l').at(-1)).toBe(wanted);
	});
	it.each(['file', 'flake'])('evaluates purely, and writes no lock (%s)', (kind) => {
		const made = nixBuildArguments(kind === 'file' ? file : flake, '/l');
		const lock = kind === 'file' ? '--no-write-lock-file' : '--no-update-lock-file';
		for (const flag of ['--pure-eval', lock, 'sandbox']) expect(made).toContain(flag);
		expect(made).not.toContain('--impure');
	});
	it.each(['', '--impure', 'a.b', 'a"b', 'a b', '${x}', 'a\nb', 'a^*'])('refuses the package “%s”', (name) => {
		expect(() => nixBuildArguments({ ...flake, package: name }, '/l')).toThrow('is no name of a package');
	});
	it.each(['..', '../b', '/etc', 'x/../../b'])('refuses the folder “%s”', (path) => {
		expect(() => nixBuildArguments({ ...flake, path }, '/l')).toThrow('must be a folder inside');
	});
});
