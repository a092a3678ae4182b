import { describe, expect, it } from 'vitest';
import type { Samples } from '../contract/samples.ts';
import { append, join, newest, NO_SAMPLES } from './samples.ts';

const one = (at: number) => ({ at, cpu: at / 10, memory: at * 2, rx: 1, tx: 2, pids: 3, read: 4, write: 5 });
const many = (...times: number[]): Samples => times.reduce((all, at) => append(all, one(at), 100), NO_SAMPLES);

describe('samples in the browser', () => {
	it('take a new one behind the others, in every column, and drop the oldest', () => {
		expect(append(many(10, 20, 30), one(40), 3)).toEqual({
			at: [20, 30, 40],
			cpu: [2, 3, 4],
			memory: [40, 60, 80],
			rx: [1, 1, 1],
			tx: [2, 2, 2],
			read: [4, 4, 4],
			write: [5, 5, 5],
			pids: [3, 3, 3]
		});
	});

	it('take none twice and none that is older: two channels may carry the same', () => {
		const all = many(10, 20);
		expect(append(all, one(20), 100)).toBe(all);
		expect(append(all, one(5), 100)).toBe(all);
		expect(NO_SAMPLES.at).toEqual([]);
	});

	it('go on from a rendered history, without doubles and without holes', () => {
		expect(join(many(10, 20), many(5, 20, 30)).at).toEqual([10, 20, 30]);
		expect(join(NO_SAMPLES, many(5, 20)).at).toEqual([5, 20]);
		expect(join(many(10), NO_SAMPLES).memory).toEqual([20]);
	});

	it('are cut to the newest', () => {
		expect(newest(many(1, 2, 3), 2).at).toEqual([2, 3]);
		expect(newest(many(1, 2, 3), 5).pids).toEqual([3, 3, 3]);
	});
});
