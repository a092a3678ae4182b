import { describe, expect, it } from 'vitest';
import { checkPackageNames, explainRefusal, fileOf, parseSimulation } from './packages.ts';
import { part, watchPackages } from './progress.ts';

describe('Debian packages', () => {
	it('sorts names and keeps each once', () => {
		expect(checkPackageNames(['python3', 'g++', 'python3'])).toEqual(['g++', 'python3']);
	});

	it('refuses what is no package name, so that nothing can be taken for an option or a file', () => {
		for (const name of ['-o', '--help', './x.deb', 'a', 'Big', 'a b', 'x=1', 'x/sid', 'x\n', '']) {
			expect(() => checkPackageNames(['bash', name])).toThrow(/not the name of a Debian package/);
		}
	});

	it('reads what apt would install', () => {
		const lines = [
			'NOTE: This is only a simulation!',
			'Inst libc6 [2.36-9] (2.36-9+deb12u10 Debian:12.11/stable [amd64]) []',
			'Inst adduser (3.134 Debian:12.11/stable [all])',
			'Inst krb5-locales (1.20.1-2+deb12u5 Debian:12.15/oldstable, Debian-Security:12/oldstable-security [all])',
			'Conf adduser (3.134 Debian:12.11/stable [all])'
		];
		expect(parseSimulation(lines)).toEqual([
			{ name: 'adduser', version: '3.134', arch: 'all' },
			{ name: 'krb5-locales', version: '1.20.1-2+deb12u5', arch: 'all' },
			{ name: 'libc6', version: '2.36-9+deb12u10', arch: 'amd64' }
		]);
	});

	it('names files as apt does', () => {
		expect(fileOf({ name: 'passwd', version: '1:4.13+dfsg1-1', arch: 'amd64' })).toBe(
			'passwd_1%3a4.13+dfsg1-1_amd64.deb'
		);
	});

	it('names the package that is missing', () => {
		const error = explainRefusal('bookworm', [
			'E: Unable to locate package dogecoind',
			"E: Package 'x-y' has no installation candidate"
		]);
		expect(error).toMatchObject({
			code: 'unknown-package',
			status: 422,
			message: 'Debian bookworm has no package “dogecoind”, “x-y”.'
		});
		expect(explainRefusal('bookworm', ['E: held broken packages']).code).toBe('packages-conflict');
	});
});

describe('progress of a build', () => {
	it('only rises, and ends where its part ends', () => {
		const seen: number[] = [];
		const watch = watchPackages(
			part((fraction) => seen.push(fraction), 0.5, 1),
			null
		);
		const install = (names: string[]) => {
			watch(`0 upgraded, ${names.length} newly installed, 0 to remove`);
			for (const name of names) watch(`Get:1 ${name}`);
			for (const name of names) for (const what of ['Unpacking', 'Setting up']) watch(`${what} ${name} (1) ...`);
		};
		['I: running apt-get update...', 'Get:1 http://m trixie', 'I: downloading packages'].forEach(watch);
		install(['a', 'b']);
		// The first round must leave room for the second.
		expect(seen.at(-1)).toBeLessThan(0.9);
		watch('I: installing remaining packages inside the chroot...');
		install(['c', 'd', 'e']);
		watch('I: downloading packages');
		expect([...seen].sort((x, y) => x - y)).toEqual(seen);
		expect(seen[0]).toBeGreaterThan(0.5);
		expect(seen.at(-1)).toBe(1);
	});
});
