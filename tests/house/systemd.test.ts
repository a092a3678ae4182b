/**
 * The units of `deploy/systemd`: systemd accepts them, they are as restricted as SECURITY.md says,
 * and their script reports the box's parts to dogeboxd.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../scripts/lib/prepare.mjs';
import { MOST_LOG } from '../../src/lib/server/host/gateway/config-text.ts';
import { OPEN_FILES } from '../../src/lib/server/host/nginx/paths.ts';
import { readPartFiles } from '../../src/lib/server/part-files.ts';

const ANALYZE = '/usr/bin/systemd-analyze';
if (!existsSync(ANALYZE)) console.log('skipped: systemd-analyze is not installed');
const folder = join(root, 'deploy/systemd');
const units = readdirSync(folder).filter((name) => /\.(service|target)$/.test(name));
const read = (unit: string) => readFileSync(join(folder, unit), 'utf8');
const valuesOf = (unit: string, key: string) =>
	read(unit)
		.split('\n')
		.flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));
const work = mkdtempSync(join(tmpdir(), 'dbx-units-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('the units', () => {
	it('are a program each, as a user each', () => {
		const users = units.map((unit) => [unit, valuesOf(unit, 'User')[0] ?? null]);
		expect(Object.fromEntries(users)).toEqual({
			'dogebox.target': null,
			'dogebox-prepare.service': null,
			'dogebox-agent.service': null,
			'dogebox-dkm.service': 'dogebox-dkm',
			'dogebox-nginx@.service': 'dogebox-web',
			'dogeboxd.service': 'dogebox'
		});
	});

	it('give the host agent no mount namespace: its mounts outlive it', () => {
		const keys = read('dogebox-agent.service').match(/^\w+(?==)/gm) ?? [];
		expect(
			keys.filter((key) => /^(Private|Protect|ReadOnly|ReadWrite|Inaccessible|Bind|Temporary|Root)/.test(key))
		).toEqual([]);
		expect(valuesOf('dogebox-agent.service', 'KillMode')).toEqual(['process']);
	});

	it('have no folder of the box given away: systemd would hand over all that lies in it', () => {
		for (const unit of units) expect(read(unit), unit).not.toMatch(/^(State|Runtime|Logs|Cache)Directory=/m);
	});

	it('leave dogeboxd no right but that to low ports, and the key manager none and no network', () => {
		expect(valuesOf('dogeboxd.service', 'CapabilityBoundingSet')).toEqual(['CAP_NET_BIND_SERVICE']);
		expect(valuesOf('dogebox-dkm.service', 'CapabilityBoundingSet')).toEqual(['']);
		expect(valuesOf('dogebox-dkm.service', 'PrivateNetwork')).toEqual(['yes']);
		expect(valuesOf('dogeboxd.service', 'InaccessiblePaths')).toEqual(['-/var/lib/dogebox/dkm']);
	});

	it('leave nginx no right but that to low ports, none of the data, and a log no larger than it may get', () => {
		const nginx = 'dogebox-nginx@.service';
		expect(valuesOf(nginx, 'CapabilityBoundingSet')).toEqual(['CAP_NET_BIND_SERVICE']);
		expect(valuesOf(nginx, 'InaccessiblePaths')).toEqual(['-/var/lib/dogebox']);
		expect(valuesOf(nginx, 'LimitFSIZE')).toEqual([`${MOST_LOG / 1024 / 1024}M`]);
		expect(valuesOf(nginx, 'LimitNOFILE')).toEqual([String(OPEN_FILES)]);
	});

	it.skipIf(!existsSync(ANALYZE))('are understood by systemd', () => {
		// The programs that the units name are not installed here.
		const tree = join(work, 'units');
		cpSync(folder, tree, { recursive: true });
		for (const unit of units) {
			const text = read(unit)
				.replaceAll('/usr/lib/dogebox/systemd/part-news', join(tree, 'part-news'))
				.replaceAll('/usr/bin/node', process.execPath);
			writeFileSync(join(tree, unit), text);
		}
		const { status, stderr } = spawnSync(ANALYZE, ['verify', ...units.map((unit) => join(tree, unit))], {
			encoding: 'utf8'
		});
		expect([stderr.split('\n').filter((line) => /dogebox/.test(line)), status]).toEqual([[], 0]);
	});

	it.skipIf(!existsSync(ANALYZE)).each(['dogeboxd', 'dogebox-dkm', 'dogebox-nginx@'])(
		'%s is as closed as SECURITY.md says',
		(name) => {
			const args = ['security', '--offline=yes', '--no-pager', join(folder, `${name}.service`)];
			const { stdout } = spawnSync(ANALYZE, args, { encoding: 'utf8' });
			const figure = /exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
			expect(Number(figure)).toBeLessThanOrEqual(2.5);
			const said = new RegExp(`\`${name}\\.service\` ([\\d.]+)`);
			expect(said.exec(readFileSync(join(root, 'SECURITY.md'), 'utf8'))?.[1]).toBe(figure);
		}
	);
});

describe('part-news', () => {
	const run = join(work, 'run');
	const say = (args: string[], env: Record<string, string> = {}) =>
		spawnSync('/bin/sh', [join(folder, 'part-news'), ...args], {
			encoding: 'utf8',
			env: { PATH: '/usr/bin:/bin', ...env }
		});
	beforeEach(() => {
		rmSync(run, { recursive: true, force: true });
		mkdirSync(join(run, 'parts'), { recursive: true });
	});
	const state = () => {
		const parts = readPartFiles(join(run, 'parts'), (error) => expect(error).toBeNull());
		parts.close();
		return parts.state('dkm');
	};

	it('tells that a part is up, and of its end by itself until the host is started anew', () => {
		expect(state()).toBeNull();
		expect(say(['dkm', 'up', run], { MAINPID: '12' })).toMatchObject({ status: 0, stderr: '' });
		expect(state()).toEqual({ part: 'dkm', up: true, pid: 12, reason: null, endedAt: null });
		say(['dkm', 'down', run], { SERVICE_RESULT: 'signal', EXIT_CODE: 'killed', EXIT_STATUS: 'KILL' });
		expect(state()).toMatchObject({ up: false, pid: null, reason: 'ended by SIGKILL' });
		say(['dkm', 'up', run], { MAINPID: '13' });
		expect(state()).toMatchObject({ up: true, pid: 13, reason: 'ended by SIGKILL' });
		expect(state()?.endedAt).toBeGreaterThan(Date.now() - 60_000);
	});

	it('takes a stop for no end by itself, and takes away the socket that was left', () => {
		writeFileSync(join(run, 'dkm.sock'), '');
		say(['dkm', 'down', run, 'dkm.sock'], { SERVICE_RESULT: 'success', EXIT_CODE: 'exited', EXIT_STATUS: '0' });
		expect(state()).toEqual({ part: 'dkm', up: false, pid: null, reason: null, endedAt: null });
		expect(existsSync(join(run, 'dkm.sock'))).toBe(false);
	});

	it('does nothing where no box was prepared', () => {
		rmSync(join(run, 'parts'), { recursive: true });
		expect(say(['dkm', 'up', run])).toMatchObject({ status: 0, stderr: '' });
	});
});

const scripts = ['preinst', 'postinst', 'prerm', 'postrm'].map((name) => `deploy/debian/${name}`);
it.each(['deploy/install.sh', 'deploy/systemd/part-news', ...scripts])('%s is a script that sh can read', (path) => {
	expect(spawnSync('sh', ['-n', join(root, path)], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
});
