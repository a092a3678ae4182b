/** A service whose monitor was killed writes no log any more: that is noticed, told and mended. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, describe, it } from 'vitest';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';

/** Process id of the conmon of a container. */
function monitorOf(id: string): number {
	for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			const [program, ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
			if (program?.endsWith('conmon') && args.some((arg) => arg.startsWith(`${id}.`))) return Number(pid);
		} catch {
			// It has ended meanwhile.
		}
	}
	throw new Error('there is no monitor');
}

describe.skipIf(cannotRun())('a killed monitor', () => {
	let box: AliveBox;
	beforeAll(async () => {
		box = await AliveBox.start('monitor');
		await box.addSource(HOSTILE_SOURCE);
	});
	afterAll(() => box?.dispose());

	it.each(['as it runs', 'while dogeboxd is away'])(
		'%s: the service is started again with one, and its log says why',
		async (when) => {
			const id = box.pups[0] ?? (await box.install('Neighbour'));
			const before = (await box.state(id, 'running')).services[0]!;
			if (when === 'as it runs') process.kill(monitorOf(id), 'SIGKILL');
			else {
				await box.box.stop();
				process.kill(monitorOf(id), 'SIGKILL');
				await box.startAgain();
			}
			await expect
				.poll(async () => (await box.pup(id)).services[0]?.pid ?? before.pid, { timeout: 90_000, interval: 500 })
				.not.toBe(before.pid);
			await box.state(id, 'running');
			expect(monitorOf(id)).toBeGreaterThan(0);
			const { lines } = await box.get<{ lines: { text: string }[] }>(`/pups/${id}/logs?tail=50`);
			expect(lines.map(({ text }) => text).join('\n')).toContain('The program that writes this log (conmon) was ended');
			await box.answers(id);
		}
	);
});
