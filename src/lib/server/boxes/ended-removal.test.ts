import { describe, expect, it } from 'vitest';
import { endedRemoval, type EndedRemovalDeps } from './ended-removal.ts';

/** Runs the removal of an ephemeral box that has ended. @returns what was done */
async function removed({ missing = null as string | null, state = 'stopped', busy = false } = {}) {
	const done: string[] = [];
	const row = { id: 'a', name: 'web', wanted: 'stopped', state, options: {} };
	let inTransaction = false;
	const note = (what: string) => void done.push(inTransaction ? what : `${what}, alone`);
	const remove = endedRemoval({
		database: {
			relaxed(work: () => unknown) {
				inTransaction = true;
				work();
				inTransaction = false;
			}
		},
		jobs: { holding: () => (busy ? { id: 'j', status: 'running' } : null) },
		kinds: { remove: { submit: () => note('job') } },
		readers: { done: () => Promise.resolve() },
		rows: { find: () => row, remove: () => note('row') },
		storageMissing: () => missing
	} as unknown as EndedRemovalDeps);
	return { again: await remove('a'), done };
}

describe('an ephemeral box that has ended', () => {
	it('is removed by one write, with the job for what is left of it', async () => {
		expect(await removed()).toEqual({ again: false, done: ['job', 'row'] });
	});

	it('stays where its disk is missing, for the job to say so', async () => {
		expect(await removed({ missing: '/mnt/data' })).toEqual({ again: false, done: ['job'] });
	});

	it.each([
		['runs again', { state: 'running' }],
		['is worked on', { busy: true }]
	])('is left alone where it %s', async (_what, how) => {
		expect(await removed(how)).toEqual({ again: true, done: [] });
	});
});
