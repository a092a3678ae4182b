import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fewAtATime } from './few-at-a-time.ts';

const never = new AbortController().signal;
const aborted = (signal: AbortSignal) =>
	new Promise<never>((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason as Error));
	});

describe('a few at a time', () => {
	it('works through all, in order, never more than so many at once', async () => {
		const begun: [string, number][] = [];
		let [now, most] = [0, 0];
		await fewAtATime(['a', 'b', 'c', 'd', 'e'], 2, never, async (item, _signal, at) => {
			begun.push([item, at]);
			most = Math.max(most, ++now);
			await setImmediate();
			now--;
		});
		expect(begun).toEqual([...'abcde'].map((item, at) => [item, at]));
		expect(most).toBe(2);
		await fewAtATime([], 2, never, () => Promise.reject(new Error('there is nothing')));
	});

	it('ends the others at the first failure, and tells that when all have ended', async () => {
		const ends: string[] = [];
		const working = fewAtATime(['slow', 'bad', 'later'], 2, never, async (item, signal) => {
			if (item === 'bad') throw new Error('first');
			await aborted(signal).catch(async () => {
				await setImmediate();
				ends.push(item);
				throw new Error('second');
			});
		});
		await expect(working).rejects.toThrow('first');
		expect(ends).toEqual(['slow']);
	});

	it('ends with the reason of its signal', async () => {
		const stop = new AbortController();
		const working = fewAtATime([1, 2, 3], 2, stop.signal, (_item, signal) => aborted(signal));
		stop.abort(new Error('enough'));
		await expect(working).rejects.toThrow('enough');
	});
});
