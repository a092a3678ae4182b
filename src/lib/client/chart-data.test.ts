import { describe, expect, it } from 'vitest';
import { align, timePath, withGaps } from './chart-data.ts';

describe('charts', () => {
	it('have a gap where nothing was known, and none where a round was late', () => {
		const gapped = withGaps([0, 1000, 5000, 20_000, 21_000], [[1, 2, 3, 4, 5]], 1000);
		expect(gapped.times).toEqual([0, 1000, 5000, 6000, 20_000, 21_000]);
		expect(gapped.series).toEqual([[1, 2, 3, null, 4, 5]]);
		expect(withGaps([0, 60_000, 240_000], [[1, 2, 3]], 60_000).series).toEqual([[1, 2, null, 3]]);
		expect(withGaps([], [[]], 1000)).toEqual({ times: [], series: [[]] });
	});

	it('put several histories over one axis', () => {
		const aligned = align(
			[
				{ at: [1100, 2100], values: [1, 2] },
				{ at: [2050, 4000], values: [3, null] }
			],
			1000
		);
		expect(aligned.times).toEqual([1500, 2500, 4500]);
		expect(aligned.series).toEqual([
			[1, 2, null],
			[null, 3, null]
		]);
	});
});

describe('a chart over time', () => {
	const place = { from: 0, until: 1000, height: 10, max: 10 };

	it('has its points where their time is, and the axis where it begins', () => {
		expect(timePath([500, 750, 1000], [0, 5, 10], place)).toEqual({
			line: 'M500 10l250-5l250-5',
			area: 'M500 10l250-5l250-5V10H500Z'
		});
		expect(timePath([-500, 1000], [5, 5], place).line, 'nothing from before').toBe('M1000 5h2');
	});

	it('draws nothing where there was no value, and a lone one as a dot', () => {
		const { line, area } = timePath([0, 100, 200, 300, 900], [1, 1, null, 1, null], place);
		expect(line).toBe('M0 9l100 0M300 9h2');
		expect(area).toBe('M0 9l100 0V10H0Z');
		expect(timePath([], [], place)).toEqual({ line: '', area: '' });
	});
});
