/** Many rounds of install, start, stop and purge leave the host as it was before. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AliveBox, HOSTILE_SOURCE, cannotRun } from '../support/alive.ts';

/** `npm run test:faults` runs all twenty rounds. */
const ROUNDS = process.env['DOGEBOX_FAULTS'] === 'all' ? 20 : 2;

describe.skipIf(cannotRun())('what a pup leaves behind', () => {
	let box: AliveBox;
	beforeAll(async () => {
		box = await AliveBox.start('leftovers');
		await box.addSource(HOSTILE_SOURCE);
		// The bridge and the table belong to the box and stay. A stopped pup with the same packages
		// keeps their layer, so that it is not built in each round.
		await box.act(await box.install('Neighbour'), 'stop');
	});
	afterAll(() => box?.dispose());

	it(`is nothing, after ${ROUNDS} times install, start, stop and purge`, async () => {
		const before = box.hostState();
		for (let round = 0; round < ROUNDS; round++) {
			const id = await box.install('Probe');
			const running = box.hostState();
			// Checks that the comparison sees a running pup at all.
			if (round === 0)
				for (const part of ['mounts', 'links', 'cgroups', 'processes', 'rules', 'folders'] as const)
					expect(running[part].length, part).toBeGreaterThan(before[part].length);
			await box.act(id, 'stop');
			await box.remove(id, false);
		}
		expect(await box.leftSince(before)).toEqual({});
		expect((await box.list()).map((pup) => pup.name)).toEqual(['Neighbour']);
	}, 600_000);

	it('is nothing either when the box is restarted between, and when a running pup is purged', async () => {
		const before = box.hostState();
		const id = await box.install('Probe');
		await box.restart();
		await box.remove(id, false);
		expect(await box.leftSince(before)).toEqual({});
	});

	it('no container runs on without an owner: not after a purge while dogeboxd was away', async () => {
		const before = box.hostState();
		const id = await box.install('Probe');
		const { status, body } = await box.api.call<{ jobId: string }>('DELETE', `/pups/${id}?keepData=false`);
		expect(status).toBe(202);
		await box.crash();
		expect((await box.api.job(body.jobId)).status).toBe('succeeded');
		expect((await box.api.call('GET', `/pups/${id}`)).status).toBe(404);
		expect(await box.leftSince(before)).toEqual({});
	});
});
