/** A part of the box that hangs (SIGSTOP) is noticed, killed and started again, and told of. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { AliveBox, cannotRun, PASSWORD } from '../support/alive.ts';
import { processesOf } from '../support/host.ts';

/** Programs that hang, all at once. A new one is a new entry. */
const PARTS = ['agent', 'dkm'];

const programOf = (pid: number) => {
	try {
		return /build\/(\w+)\.js/.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1] ?? null;
	} catch {
		return null;
	}
};

describe.skipIf(cannotRun())('a part that hangs', () => {
	let box: AliveBox | null = null;
	let stopped: number[] = [];
	afterEach(async () => {
		for (const pid of stopped) {
			try {
				process.kill(pid, 'SIGCONT');
			} catch {
				// It was killed, as it should be.
			}
		}
		stopped = [];
		await box?.dispose();
		box = null;
	});

	it('is killed and comes back', { timeout: 120_000 }, async () => {
		const own = (box = await AliveBox.start('hung'));
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
});
