/** The systemd service: its unit as text, and the command's messages where it cannot install it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quoted, UNIT, unitText } from '../../scripts/lib/service-unit.mjs';

const ANALYZE = '/usr/bin/systemd-analyze';
if (!existsSync(ANALYZE)) console.log('skipped: systemd-analyze is not installed');
const program = join(import.meta.dirname, '../../scripts/service.mjs');
const run = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
const options = (text: string) =>
	text
		.split('\n')
		.filter((line) => /^\w+=/.test(line))
		.map((line) => line.split('=')[0]!);

describe('the unit of systemd', () => {
	it('holds words as they were given', () => {
		expect(['a b', '%h', '$HOME', 'say "x"', 'c:\\d', 'ж'].map(quoted)).toEqual([
			'"a b"',
			'"%%h"',
			'"$$HOME"',
			'"say \\"x\\""',
			'"c:\\\\d"',
			'"ж"'
		]);
		expect(() => quoted('a\nExecStartPre=/bin/evil')).toThrow('control character');
	});

	it('gives the service no mount namespace, ends the supervisor alone, and starts it again', () => {
		const text = unitText({ node: '/usr/bin/node', program: '/opt/dogebox/build/supervisor.js', args: ['--port=80'] });
		expect(text).toContain('\nExecStart="/usr/bin/node" "/opt/dogebox/build/supervisor.js" "--port=80"\n');
		expect(text).toContain('\nKillMode=process\n');
		expect(text).toContain('\nRestart=on-failure\n');
		// Each of these options makes systemd mount something for the service: systemd.exec(5).
		expect(
			options(text).filter((name) =>
				/^(Private|Protect|ReadOnly|ReadWrite|Inaccessible|Bind|Temporary|Root)/.test(name)
			)
		).toEqual([]);
	});

	it.skipIf(!existsSync(ANALYZE))('is understood by systemd', () => {
		const folder = mkdtempSync(join(tmpdir(), 'dbx-unit-'));
		try {
			const file = join(folder, UNIT);
			writeFileSync(file, unitText({ node: process.execPath, program: '/a b/%n/$x.js', args: ['--data=/srv/ä "b"'] }));
			const { status, stderr } = spawnSync(ANALYZE, ['verify', file], { encoding: 'utf8' });
			expect([stderr.split('\n').filter((line) => line.includes(UNIT)), status]).toEqual([[], 0]);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});

describe('npm run service:install', () => {
	it('prints the unit, with paths that hold in any folder', () => {
		const { stdout, status } = spawnSync(process.execPath, [program, 'install', '--print', '--data', 'here'], {
			encoding: 'utf8',
			env: { ...process.env, INIT_CWD: '/home/me' }
		});
		expect([status, stdout]).toEqual([0, expect.stringContaining('"--data=/home/me/here"')]);
	});

	it('explains itself, and refuses what it does not know', () => {
		expect(run('install', '--help').stdout).toContain('sudo npm run service:remove');
		expect(run('install', '--prot', '80')).toMatchObject({ status: 1, stderr: expect.stringContaining('--prot') });
		expect(run('remove', '--port', '80')).toMatchObject({
			status: 1,
			stderr: 'service:remove takes no flags. See --help.\n'
		});
	});

	it.skipIf(existsSync('/run/systemd/system'))('says so where there is no systemd', () => {
		for (const action of ['install', 'remove'])
			expect(run(action)).toMatchObject({ status: 1, stderr: expect.stringContaining('not run by systemd') });
	});
});
