import { describe, expect, it, vi } from 'vitest';
import { createFairGate } from './fair-gate.ts';

describe('a fair gate', () => {
	it('lets those that wait in by their order, also past what hangs', async () => {
		vi.useFakeTimers();
		try {
			const gate = createFairGate(2, 1000);
			const began: string[] = [];
			const hanging = () => new Promise<void>(() => {});
			const named = (name: string, work: () => Promise<void>) => gate(() => (began.push(name), work()));
			for (const name of ['a', 'b']) void named(name, hanging);
			const done = ['c', 'd', 'e'].map((name) => named(name, async () => {}));
			await vi.advanceTimersByTimeAsync(999);
			expect(began).toEqual(['a', 'b']);
			await vi.advanceTimersByTimeAsync(1);
			await Promise.all(done);
			expect(began).toEqual(['a', 'b', 'c', 'd', 'e']);
		} finally {
			vi.useRealTimers();
		}
	});

	it('gives a place back once, also of what fails', async () => {
		const gate = createFairGate(1, 1000);
		await expect(gate(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
		let most = 0;
		let now = 0;
		const one = () =>
			gate(async () => {
				most = Math.max(most, ++now);
				await Promise.resolve();
				now--;
			});
		await Promise.all([one(), one(), one()]);
		expect(most).toBe(1);
	});

	it('forgets who stopped waiting', async () => {
		const gate = createFairGate(1, 60_000);
		let end = () => {};
		const first = gate(() => new Promise<void>((resolve) => (end = resolve)));
		const stop = new AbortController();
		const gone = gate(() => Promise.resolve('never'), stop.signal);
		const last = gate(() => Promise.resolve('last'));
		stop.abort(new Error('gone'));
		await expect(gone).rejects.toThrow('gone');
		end();
		await first;
		expect(await last).toBe('last');
		await expect(gate(() => Promise.resolve(), stop.signal)).rejects.toThrow('gone');
	});
});
