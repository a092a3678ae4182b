import { describe, expect, it } from 'vitest';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { lifecycleRoutes } from '../routes/lifecycle.ts';
import { createLogReaders } from './readers.ts';

/** What is so once all that is ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
	let settled = false;
	void promise.then(() => (settled = true));
	await new Promise((resolve) => setImmediate(resolve));
	return settled;
}

describe('who reads a log', () => {
	it('is waited for, all of them, and nobody else', async () => {
		const readers = createLogReaders();
		const ends = [readers.begin('a'), readers.begin('a')];
		readers.begin('b');
		expect(await isSettled(readers.done('c'))).toBe(true);
		const done = readers.done('a');
		ends[0]!();
		expect(await isSettled(done)).toBe(false);
		ends[1]!();
		expect(await isSettled(done)).toBe(true);
		expect(await isSettled(readers.done('a'))).toBe(true);
	});

	it('keeps a prune from removing what is read, and no other container', async () => {
		const readers = createLogReaders();
		const over = readers.begin('a');
		const removed: string[] = [];
		const one = (id: string, state: string) => ({
			kind: 'box',
			id,
			box: { state, jobId: null, labels: {}, createdAt: 0 }
		});
		const context = {
			readers,
			containers: { all: () => [one('a', 'stopped'), one('b', 'stopped'), one('c', 'running')] },
			box: { jobs: { finished: () => Promise.resolve({ status: 'succeeded' }) } },
			run: (_call: unknown, _id: string, { params }: { params: { id: string } }) => {
				removed.push(params.id);
				return Promise.resolve({ jobId: 'j' });
			}
		} as unknown as DockerContext;
		const route = lifecycleRoutes(context).find(({ path }) => path === '/containers/prune')!;
		const call = { query: new URLSearchParams(), answer: () => {} } as unknown as DockerCall;
		const pruned = Promise.resolve(route.handle(call));
		expect([await isSettled(pruned), removed]).toEqual([false, []]);
		over();
		await pruned;
		expect(removed).toEqual(['a', 'b']);
	});

	it('is not waited for without end', async () => {
		const readers = createLogReaders(10);
		readers.begin('a');
		await expect(readers.done('a')).resolves.toBeUndefined();
	});
});
