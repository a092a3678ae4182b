import { describe, expect, it } from 'vitest';
import { createLimitsReached, limitText } from './limits-reached.ts';

const limits = { memoryBytes: 512_000_000, pids: 100, storageBytes: 5e9 };
const none = { oomKills: 0, pidsRefused: 0 };

describe('a limit that was reached', () => {
	it('is a sentence that says which and how often', () => {
		expect(limitText('memory', limits, 1)).toBe(
			'It needed more than the 512 MB of memory that it may use: a program of it was ended (once since it was started).'
		);
		expect(limitText('pids', limits, 3)).toBe(
			'It has as many processes as it may have, 100: more were refused (3 times since it was started).'
		);
		expect(limitText('storage', limits, 1)).toBe(
			'Its data takes all of the 5.0 GB that it may take: it can write no more.'
		);
	});

	it('is noticed when a counter rises, told once a minute at most, and shown for a day', () => {
		let now = 1_000_000;
		const told: string[] = [];
		const reached = createLimitsReached(
			(id) => told.push(id),
			() => now,
			() => now
		);
		const count = (counters: Partial<typeof none>) => reached.count('p', { ...none, ...counters }, () => limits);
		count({ oomKills: 5 });
		expect(reached.of('p'), 'what is from before is not new').toEqual([]);
		count({ oomKills: 6 });
		expect(reached.of('p')).toEqual([{ kind: 'memory', at: now, text: limitText('memory', limits, 6) }]);
		for (let kills = 7; kills < 60; kills++) {
			now += 1000;
			count({ oomKills: kills });
		}
		expect(told).toEqual(['p']);
		now += 60_000;
		count({ oomKills: 60, pidsRefused: 1 });
		expect(told).toEqual(['p', 'p', 'p']);
		expect(
			reached
				.of('p')
				.map(({ kind }) => kind)
				.sort()
		).toEqual(['memory', 'pids']);
		count({ oomKills: 0, pidsRefused: 0 });
		expect(reached.of('p'), 'it was started again').toHaveLength(2);
		now += 86_400_000;
		expect(reached.of('p')).toEqual([]);
	});

	it('is past when its owner changes that limit, or room was made', () => {
		const told: string[] = [];
		const reached = createLimitsReached(
			(id) => told.push(id),
			() => 1
		);
		reached.count('p', none, () => limits);
		reached.count('p', { oomKills: 1, pidsRefused: 1 }, () => limits);
		reached.storage('p', 4.95e9, limits);
		expect(reached.of('p')).toHaveLength(3);
		reached.clear('p', ['memory']);
		expect(
			reached
				.of('p')
				.map(({ kind }) => kind)
				.sort()
		).toEqual(['pids', 'storage']);
		told.length = 0;
		reached.storage('p', 1e9, limits);
		reached.storage('p', 1e9, limits);
		expect(told).toEqual(['p']);
		expect(reached.of('p').map(({ kind }) => kind)).toEqual(['pids']);
		reached.storage('p', 9e9, { ...limits, storageBytes: null });
		expect(reached.of('p'), 'no limit, none to reach').toHaveLength(1);
		reached.forget('p');
		expect(reached.of('p')).toEqual([]);
	});
});
