import { describe, expect, it } from 'vitest';
import { createKeyedQueue, createQueue } from './index.ts';

/** Work that ends on request. */
function work(order: string[], name: string) {
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	const run = async () => {
		order.push(`${name} begins`);
		await ended;
		order.push(`${name} ends`);
		return name;
	};
	return { run, end: () => end() };
}
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a keyed queue', () => {
	it('runs one after the other under one key, beside each other under two', async () => {
		const order: string[] = [];
		const queue = createKeyedQueue();
		const [a, b, c] = [work(order, 'a'), work(order, 'b'), work(order, 'c')];
		const results = [queue('x', a.run), queue('x', b.run), queue('y', c.run)];
		expect(order).toEqual([]);
		await turn();
		expect(order).toEqual(['a begins', 'c begins']);
		b.end();
		a.end();
		c.end();
		expect(await Promise.all(results)).toEqual(['a', 'b', 'c']);
		expect(order.filter((line) => !line.startsWith('c'))).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
	});

	it('goes on after a failure, which only its caller gets', async () => {
		const queue = createQueue();
		const broken = queue(() => Promise.reject(new Error('no')));
		const next = queue(async () => 'yes');
		await expect(broken).rejects.toThrow('no');
		expect(await next).toBe('yes');
		const thrown = queue(() => {
			throw new Error('at once');
		});
		await expect(thrown).rejects.toThrow('at once');
	});

	it('leaves out who gave up waiting, and tells it at once', async () => {
		const order: string[] = [];
		const queue = createQueue();
		const [a, b, c] = [work(order, 'a'), work(order, 'b'), work(order, 'c')];
		const abort = new AbortController();
		const first = queue(a.run);
		const second = queue(b.run, abort.signal);
		const third = queue(c.run);
		await turn();
		abort.abort(new Error('enough'));
		await expect(second).rejects.toThrow('enough');
		expect(order).toEqual(['a begins']);
		a.end();
		c.end();
		await Promise.all([first, third]);
		expect(order).toEqual(['a begins', 'a ends', 'c begins', 'c ends']);
		await expect(queue(b.run, abort.signal)).rejects.toThrow('enough');
	});

	it('keeps the place of work that is aborted while it runs until it has ended', async () => {
		const order: string[] = [];
		const queue = createQueue();
		const [a, b] = [work(order, 'a'), work(order, 'b')];
		const abort = new AbortController();
		const first = queue(a.run, abort.signal);
		const second = queue(b.run);
		await turn();
		abort.abort();
		await turn();
		expect(order).toEqual(['a begins']);
		a.end();
		b.end();
		expect(await first).toBe('a');
		await second;
		expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
	});

	it('is idle when all has ended', async () => {
		const order: string[] = [];
		const queue = createKeyedQueue();
		const [a, b] = [work(order, 'a'), work(order, 'b')];
		void queue('x', a.run);
		void queue('y', b.run);
		let idle = false;
		const waiting = queue.idle().then(() => (idle = true));
		a.end();
		await turn();
		expect(idle).toBe(false);
		b.end();
		await waiting;
		expect(order).toContain('b ends');
	});
});
