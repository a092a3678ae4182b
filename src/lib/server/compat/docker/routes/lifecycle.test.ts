import { expect, it } from 'vitest';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { lifecycleRoutes } from './lifecycle.ts';

it('a prune waits for who reads a log, and for nobody else', async () => {
	let over = () => {};
	const reading = new Promise<void>((resolve) => (over = resolve));
	const readers = { done: (id: string) => (id === 'a' ? reading : Promise.resolve()) };
	const removed: string[] = [];
	const one = (id: string, state: string) => ({
		kind: 'box',
		id,
		box: { state, jobId: null, labels: {}, createdAt: 0 }
	});
	const context = {
		containers: { all: () => [one('a', 'stopped'), one('b', 'stopped'), one('c', 'running')] },
		box: { boxes: { readers }, jobs: { finished: () => Promise.resolve({ status: 'succeeded' }) } },
		run: (_call: unknown, _id: string, { params }: { params: { id: string } }) => {
			removed.push(params.id);
			return Promise.resolve({ jobId: 'j' });
		}
	} as unknown as DockerContext;
	const route = lifecycleRoutes(context).find(({ path }) => path === '/containers/prune')!;
	const call = { query: new URLSearchParams(), answer: () => {} } as unknown as DockerCall;
	const pruned = Promise.resolve(route.handle(call));
	await new Promise((resolve) => setImmediate(resolve));
	expect(removed).toEqual([]);
	over();
	await pruned;
	expect(removed).toEqual(['a', 'b']);
});
