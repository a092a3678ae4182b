import { describe, expect, it } from 'vitest';
import { createShare, type Listener } from './shared.ts';

const silent: Listener = { progress: () => {}, log: () => {} };

/** Work that ends on request, or when it is cancelled. */
function controlled() {
	let finish = (_value: string) => {};
	let cancelled = false;
	let runs = 0;
	const work = (_all: Listener, signal: AbortSignal) => {
		runs++;
		return new Promise<string>((resolve, reject) => {
			finish = resolve;
			signal.addEventListener('abort', () => {
				cancelled = true;
				reject(signal.reason as Error);
			});
		});
	};
	return { work, finish: (value: string) => finish(value), cancelled: () => cancelled, runs: () => runs };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a shared build', () => {
	it('runs once for all who wait, and tells them all', async () => {
		const share = createShare<string>();
		const build = controlled();
		const seen: string[] = [];
		const listener = (name: string): Listener => ({ ...silent, progress: (_f, note) => seen.push(`${name} ${note}`) });
		const work = (all: Listener, signal: AbortSignal) => {
			queueMicrotask(() => all.progress(0.5, 'half'));
			return build.work(all, signal);
		};
		const both = [1, 2].map((n) => share('x', listener(String(n)), new AbortController().signal, work));
		await turn();
		build.finish('done');
		expect(await Promise.all(both)).toEqual(['done', 'done']);
		expect([build.runs(), seen]).toEqual([1, ['1 half', '2 half']]);
	});

	it('goes on for the others when one leaves', async () => {
		const share = createShare<string>();
		const build = controlled();
		const leaving = new AbortController();
		const one = share('x', silent, leaving.signal, build.work);
		const two = share('x', { ...silent }, new AbortController().signal, build.work);
		await turn();
		leaving.abort(new Error('left'));
		await expect(one).rejects.toThrow('left');
		expect(build.cancelled()).toBe(false);
		build.finish('done');
		expect(await two).toBe('done');
	});

	it('is cancelled when the last one leaves, and begins anew for the next', async () => {
		const share = createShare<string>();
		const build = controlled();
		const leaving = new AbortController();
		const one = share('x', { ...silent }, leaving.signal, build.work);
		await turn();
		leaving.abort(new Error('left'));
		const next = share('x', { ...silent }, new AbortController().signal, build.work);
		await expect(one).rejects.toThrow('left');
		expect(build.cancelled()).toBe(true);
		await turn();
		build.finish('second');
		expect(await next).toBe('second');
		expect(build.runs()).toBe(2);
	});
});
