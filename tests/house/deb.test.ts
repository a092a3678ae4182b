/**
 * Builds the Debian package from a small stand-in for a staged release, with Debian's own tools.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildPackage, completeTree, controlText, PROGRAM_FOLDER } from '../../scripts/lib/deb.mjs';
import { root } from '../../scripts/lib/prepare.mjs';

const DPKG = '/usr/bin/dpkg-deb';
if (!existsSync(DPKG)) console.log('skipped: dpkg-deb is not installed');
const work = mkdtempSync(join(tmpdir(), 'dogebox-deb-test-'));
const time = Date.UTC(2026, 0, 2) / 1000;
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Builds a package from a tree of its own. */
function pack(name: string): string {
	const tree = join(work, name);
	const program = join(tree, PROGRAM_FOLDER);
	mkdirSync(join(program, 'build'), { recursive: true });
	const write = (path: string, text: string, mode: number) => writeFileSync(join(program, path), text, { mode });
	write('package.json', '{ "version": "1.2.3", "description": "A box." }', 0o600);
	write('release.json', '{ "arch": "x64", "modules": "115" }', 0o600);
	write('build/supervisor.js', '', 0o640);
	write('dogebox.mjs', '#!/usr/bin/env node\n', 0o700);
	completeTree({ root, tree, time });
	return buildPackage({ tree, out: join(work, `${name}-out`), time });
}

describe('the control file', () => {
	const about = { version: '1.2.3', arch: 'arm64', depends: ['crun'], description: 'A box.', sizeKib: 7 };

	it.each([
		['115', 'nodejs (>= 20.19)'],
		['127', 'nodejs (>= 22.14)'],
		[null, 'nodejs (>= 22.14)']
	])('of a release compiled for %s asks for %s', (modules, node) => {
		expect(controlText({ ...about, modules })).toContain(`\nDepends: ${node}, libc6, passwd, crun\n`);
	});

	it('is of no processor that Debian names otherwise', () => {
		expect(controlText({ ...about, modules: null })).toContain('\nArchitecture: arm64\n');
		expect(() => controlText({ ...about, modules: null, arch: 'riscv64' })).toThrow('riscv64');
	});
});

describe.skipIf(!existsSync(DPKG))('the package', () => {
	it('holds its files as root, with one time, and the same bytes again', () => {
		const [one, other] = [pack('one'), pack('other')];
		const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
		expect(hash(one)).toBe(hash(other));
		expect(one).toMatch(/\/dogebox_1\.2\.3_amd64\.deb$/);
		const lines = execFileSync(DPKG, ['--contents', one], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
		const files = lines
			.trim()
			.split('\n')
			.map((line) => line.split(/\s+/))
			.filter(([mode]) => !mode!.startsWith('d'))
			.map(([mode, owner, , day, , path]) => [mode, owner, day, path].join(' '));
		expect(files.sort()).toEqual(
			[
				'-rw-r--r-- root/root 2026-01-02 ./etc/default/dogebox',
				'-rw-r--r-- root/root 2026-01-02 ./lib/systemd/system/dogebox-agent.service',
				'-rw-r--r-- root/root 2026-01-02 ./lib/systemd/system/dogebox-dkm.service',
				'-rw-r--r-- root/root 2026-01-02 ./lib/systemd/system/dogebox-nginx@.service',
				'-rw-r--r-- root/root 2026-01-02 ./lib/systemd/system/dogebox-prepare.service',
				'-rw-r--r-- root/root 2026-01-02 ./lib/systemd/system/dogebox.target',
				'-rw-r--r-- root/root 2026-01-02 ./lib/systemd/system/dogeboxd.service',
				'-rw-r--r-- root/root 2026-01-02 ./usr/lib/dogebox/build/supervisor.js',
				'-rw-r--r-- root/root 2026-01-02 ./usr/lib/dogebox/package.json',
				'-rw-r--r-- root/root 2026-01-02 ./usr/lib/dogebox/release.json',
				'-rw-r--r-- root/root 2026-01-02 ./usr/share/doc/dogebox/changelog.gz',
				'-rw-r--r-- root/root 2026-01-02 ./usr/share/doc/dogebox/copyright',
				'-rw-r--r-- root/root 2026-01-02 ./usr/share/lintian/overrides/dogebox',
				'-rwxr-xr-x root/root 2026-01-02 ./usr/lib/dogebox/dogebox.mjs',
				'-rwxr-xr-x root/root 2026-01-02 ./usr/lib/dogebox/systemd/part-news',
				'lrwxrwxrwx root/root 2026-01-02 ./usr/bin/dogebox'
			].sort()
		);
	});

	it('depends on what npm start installs, and keeps the settings of its owner', () => {
		const path = pack('control');
		const field = (name: string) => execFileSync(DPKG, ['--field', path, name], { encoding: 'utf8' }).trim();
		const list = JSON.parse(readFileSync(join(root, 'scripts/system-packages.json'), 'utf8')) as {
			run: Record<string, string>;
		};
		expect(field('Depends').split(', ')).toEqual(['nodejs (>= 20.19)', 'libc6', 'passwd', ...Object.keys(list.run)]);
		expect(execFileSync(DPKG, ['--info', path, 'conffiles'], { encoding: 'utf8' })).toBe('/etc/default/dogebox\n');
	});
});
