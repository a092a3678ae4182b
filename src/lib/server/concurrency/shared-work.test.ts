import { describe, expect, it } from 'vitest';
import { createSharedWork, type SharedRequest } from './index.ts';

type Request = SharedRequest<string, (note: string) => void>;
const silent = () => {};

/** Work that ends on request, or a moment after it is aborted. */
function controlled() {
	let finish = (_value: string) => {};
	let fail = (_error: Error) => {};
	let ended = false;
	let runs = 0;
	const work: Request['work'] = (_listener, signal) => {
		runs++;
		return new Promise<string>((resolve, reject) => {
			finish = resolve;
			fail = reject;
			signal.addEventListener('abort', () =>
				setImmediate(() => {
					ended = true;
					reject(signal.reason as Error);
				})
			);
		});
	};
	return {
		work,
		finish: (value: string) => finish(value),
		fail: (error: Error) => fail(error),
		ended: () => ended,
		runs: () => runs
	};
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('shared work', () => {
	it('runs once for all who ask meanwhile, and tells them all', async () => {
		const share = createSharedWork<string, (note: string) => void>();
		const one = controlled();
		const seen: string[] = [];
		const request = (name: string): Request => ({
			key: 'x',
			listener: (note) => seen.push(`${name} ${note}`),
			work: (publish, signal) => {
				publish((listener) => listener('half'));
				return one.work(publish, signal);
			}
		});
		const both = [share(request('1')), share(request('2'))];
		expect([one.runs(), share.busy('x')]).toEqual([0, true]);
		await turn();
		one.finish('done');
		expect(await Promise.all(both)).toEqual(['done', 'done']);
		expect([one.runs(), seen, share.busy('x')]).toEqual([1, ['1 half', '2 half'], false]);
	});

	it('goes on for the others when one leaves, who need not wait', async () => {
		const share = createSharedWork<string, typeof silent>();
		const one = controlled();
		const leaving = new AbortController();
		const gone = share({ key: 'x', listener: silent, signal: leaving.signal, work: one.work });
		const stays = share({ key: 'x', listener: silent, work: one.work });
		await turn();
		leaving.abort(new Error('left'));
		await expect(gone).rejects.toThrow('left');
		expect(one.ended()).toBe(false);
		one.finish('done');
		expect(await stays).toBe('done');
	});

	it('ends when the last one leaves, who waits for it, and begins anew for the next', async () => {
		const share = createSharedWork<string, typeof silent>();
		const one = controlled();
		const leaving = new AbortController();
		const gone = share({ key: 'x', listener: silent, signal: leaving.signal, work: one.work });
		await turn();
		leaving.abort(new Error('left'));
		const next = share({ key: 'x', listener: silent, work: one.work });
		await expect(gone).rejects.toThrow('left');
		expect(one.ended()).toBe(true);
		await turn();
		one.finish('second');
		expect(await next).toBe('second');
		expect(one.runs()).toBe(2);
	});

	it('shares a failure with those who asked the same way; others try in their own', async () => {
		const share = createSharedWork<string, typeof silent>();
		const [one, two] = [controlled(), controlled()];
		const first = share({ key: 'x', same: 'a', listener: silent, work: one.work });
		const alike = share({ key: 'x', same: 'a', listener: silent, work: one.work });
		const other = share({ key: 'x', same: 'b', listener: silent, work: two.work });
		await turn();
		one.fail(new Error('no'));
		await expect(first).rejects.toThrow('no');
		await expect(alike).rejects.toThrow('no');
		await turn();
		two.finish('yes');
		expect(await other).toBe('yes');
		expect([one.runs(), two.runs()]).toEqual([1, 1]);
	});

	it('refuses who comes aborted', async () => {
		const share = createSharedWork<string, typeof silent>();
		const one = controlled();
		const signal = AbortSignal.abort(new Error('never'));
		await expect(share({ key: 'x', listener: silent, signal, work: one.work })).rejects.toThrow('never');
		expect(one.runs()).toBe(0);
	});
});
