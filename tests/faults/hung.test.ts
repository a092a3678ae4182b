/** A part of the box that hangs (SIGSTOP) is noticed, killed and started again, and told of. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { AliveBox, cannotRun, PASSWORD } from '../support/alive.ts';
import { processesOf } from '../support/host.ts';

/** Which programs hang in which kind of box. A new part is a new row. */
const BOXES = [
	{ what: 'the host agent and the key manager', onePiece: false, parts: ['agent', 'dkm'], always: true },
	{ what: 'the key manager of a box in one process', onePiece: true, parts: ['dkm'], always: false }
].filter(({ always }) => always || process.env['DOGEBOX_FAULTS'] === 'all');

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

	it.each(BOXES)('$what', { timeout: 120_000 }, async ({ onePiece, parts }) => {
		const own = (box = await AliveBox.start('hung', { onePiece }));
		const pidOf = (part: string) =>
			[...own.box.pids(), ...processesOf(own.needles).map(({ pid }) => pid)].find((pid) => programOf(pid) === part);
		const before = parts.map((part) => pidOf(part)!);
		expect(before).not.toContain(undefined);
		stopped = before;
		for (const pid of before) process.kill(pid, 'SIGSTOP');

		await expect
			.poll(() => parts.map(pidOf).every((pid, i) => pid !== undefined && pid !== before[i]), { timeout: 60_000 })
			.toBe(true);
		await expect
			.poll(async () => (await own.api.call('POST', '/sessions', { password: PASSWORD })).status, { timeout: 20_000 })
			.toBe(201);
		expect(own.box.output()).toContain('it did not answer any more');
		if (onePiece) return;
		const { body } = await own.api.call<{ ends: { part: string; reason: string }[] }>('GET', '/box/ends');
		for (const part of parts) {
			expect(body.ends.find((end) => end.part === part)?.reason, part).toMatch(/it did not answer any more/);
		}
	});
});
