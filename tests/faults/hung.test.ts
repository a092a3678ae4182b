/** The box notices a part that hangs (SIGSTOP), kills it, starts it again and reports that. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/sqlite.js';
import { AliveBox, cannotRun, PASSWORD } from '../support/alive.ts';
import { processesOf } from '../support/host.ts';
import { programOf } from '../support/program.ts';

/** Programs that hang, all at the same time. To add one, add an entry. */
const PARTS = ['agent', 'dkm'];
/** Input of a request that writes to the database immediately. */
const TOKEN = { name: 'Test', scopes: ['see'], days: 1 };

/**
 * Limits a process to a thousandth of a processor with its own cgroup.
 * @returns `held` says whether the process has been throttled, `release` ends the limit
 */
function starve(pid: number) {
	const old = existsSync('/sys/fs/cgroup/cpu/cpu.cfs_quota_us');
	const top = old ? '/sys/fs/cgroup/cpu' : '/sys/fs/cgroup';
	const line = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
		.split('\n')
		.find((one) => (old ? /:([\w,]+,)?cpu(,[\w,]+)?:/.test(one) : one.startsWith('0::')))!;
	const before = join(top, line.slice(line.lastIndexOf(':') + 1));
	const folder = join(top, `dogebox-starved-${pid}`);
	mkdirSync(folder);
	if (old) {
		writeFileSync(join(folder, 'cpu.cfs_period_us'), '1000000');
		writeFileSync(join(folder, 'cpu.cfs_quota_us'), '1000');
	} else writeFileSync(join(folder, 'cpu.max'), '1000 1000000');
	writeFileSync(join(folder, 'cgroup.procs'), String(pid));
	return {
		held: () => Number(/nr_throttled (\d+)/.exec(readFileSync(join(folder, 'cpu.stat'), 'utf8'))![1]) > 10,
		release() {
			writeFileSync(join(before, 'cgroup.procs'), String(pid));
			rmdirSync(folder);
		}
	};
}

describe.skipIf(cannotRun())('a part that hangs', () => {
	let box: AliveBox | null = null;
	let stopped: number[] = [];
	afterEach(async () => {
		for (const pid of stopped) {
			try {
				process.kill(pid, 'SIGCONT');
			} catch {
				// The process was killed, as expected.
			}
		}
		stopped = [];
		await box?.dispose();
		box = null;
	});

	it('is killed and comes back', { timeout: 120_000 }, async () => {
		const own = (box = await AliveBox.start('hung', { endsParts: true }));
		const pidOf = (part: string) =>
			[...own.box.pids(), ...processesOf(own.needles).map(({ pid }) => pid)].find((pid) => programOf(pid) === part);
		const before = PARTS.map((part) => pidOf(part)!);
		expect(before).not.toContain(undefined);
		stopped = before;
		for (const pid of before) process.kill(pid, 'SIGSTOP');

		await expect
			.poll(() => PARTS.map(pidOf).every((pid, i) => pid !== undefined && pid !== before[i]), { timeout: 60_000 })
			.toBe(true);
		await expect
			.poll(async () => (await own.api.call('POST', '/sessions', { password: PASSWORD })).status, { timeout: 20_000 })
			.toBe(201);
		expect(own.box.output()).toContain('it did not answer any more');
		const { body } = await own.api.call<{ ends: { part: string; reason: string }[] }>('GET', '/box/ends');
		for (const part of PARTS) {
			expect(body.ends.find((end) => end.part === part)?.reason, part).toMatch(/it did not answer any more/);
		}
	});

	/** Waits for half a minute, so it runs only with `npm run test:faults`. */
	const patient = process.env['DOGEBOX_FAULTS'] === 'all' ? it : () => {};
	patient('is left alone where it only has to wait for a processor', { timeout: 120_000 }, async () => {
		const own = (box = await AliveBox.start('starved'));
		const pidOf = (part: string) => own.box.pids().find((pid) => programOf(pid) === part);
		const agent = pidOf('agent')!;
		const starved = starve(agent);
		try {
			// Three unanswered checks take 18 s.
			await delay(27_000);
			expect(starved.held()).toBe(true);
		} finally {
			starved.release();
		}
		await expect.poll(async () => (await own.api.call('GET', '/pups')).status, { timeout: 20_000 }).toBe(200);
		await own.install('Python page');
		expect(pidOf('agent')).toBe(agent);
		expect(own.box.output()).not.toContain('it did not answer any more');
	});

	it('a database that another program holds keeps nobody from looking, and says so to who changes something', async () => {
		const own = (box = await AliveBox.start('held'));
		const other = openSqlite(join(own.needles.data, 'dogebox.db'));
		other.exec('BEGIN IMMEDIATE');
		try {
			const [reads, change] = await Promise.all([
				Promise.all(Array.from({ length: 20 }, () => own.api.call('GET', '/pups'))),
				own.api.call('POST', '/tokens', TOKEN)
			]);
			expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 200));
			expect([change.status, (change.body as { code: string }).code]).toEqual([503, 'database-busy']);
		} finally {
			other.exec('ROLLBACK');
			other.close();
		}
		expect((await own.api.call('POST', '/tokens', TOKEN)).status).toBe(201);
	});
});
