/**
 * A clone below a home folder that is closed to others. dogeboxd reaches its program through a
 * mount, which is removed with the box.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cannotRun } from '../support/alive.ts';
import { apart, ownSubnet } from '../support/apart.ts';
import { sweep } from '../support/host.ts';
import { root, startBox, tempData, type RunningBox } from '../support/program.ts';

describe.skipIf(cannotRun())('a program below a closed home', () => {
	const data = tempData('closed');
	const instance = `t${randomBytes(3).toString('hex')}`;
	const run = join('/run/dogebox', instance);
	const closed = mkdtempSync(join(tmpdir(), 'dogebox-home-'));
	const home = join(closed, 'dogebox');
	let box: RunningBox | null = null;

	const mounts = () =>
		readFileSync('/proc/self/mountinfo', 'utf8')
			.split('\n')
			.map((line) => line.split(' ')[4] ?? '')
			.filter((point) => point.startsWith(run));
	const start = async () => {
		const first = 20_000 + 40 * apart(0, 250);
		box = await startBox({ data: data.path, instance, subnet: ownSubnet(), pagePorts: `${first}-${first + 39}`, home });
		return box;
	};
	/** Command line of the process that runs dogeboxd. */
	const command = ({ pid }: RunningBox) => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

	beforeAll(() => {
		mkdirSync(home);
		spawnSync('mount', ['--bind', root, home]);
	});
	afterAll(async () => {
		await box?.kill();
		sweep({ instance, data: data.path });
		spawnSync('umount', ['--lazy', home]);
		// Without its content: if it were still mounted, a recursive removal would delete this
		// repository.
		rmdirSync(home);
		rmSync(closed, { recursive: true });
		data.dispose();
	});

	it('is run from a mount, which is gone once the box was stopped', async () => {
		const running = await start();
		expect(command(running)).toContain(join(run, 'reach'));
		expect(mounts()).toEqual([expect.stringMatching(/reach\/\d+-\d+\/program$/)]);
		// No other user can enter through it.
		const other = spawnSync('ls', [mounts()[0]!], { uid: 65_534, gid: 65_534, encoding: 'utf8' });
		expect([other.status, other.stderr]).toEqual([2, expect.stringContaining('Permission denied')]);
		await running.stop();
		expect(mounts()).toEqual([]);
		expect(existsSync(join(run, 'reach'))).toBe(false);
	});

	it('is found again after the supervisor was killed, and nothing is left in the end', async () => {
		const killed = await start();
		const [left] = mounts();
		await killed.kill();
		expect(mounts()).toEqual([left]);
		const running = await start();
		expect(mounts()).toHaveLength(1);
		expect(mounts()).not.toEqual([left]);
		expect(readdirSync(join(run, 'reach'))).toHaveLength(1);
		await running.stop();
		expect(mounts()).toEqual([]);
	});
});
