import { describe, expect, it } from 'vitest';
import type { LimitReached } from '../../../contract/limits.ts';
import { createLimitsReached, limitText, storageText, type KeptLimits } from './limits-reached.ts';

const limits = { memoryBytes: 512_000_000, pids: 100, storageBytes: 5e9 };
const none = { oomKills: 0, pidsRefused: 0 };

/** Stands in for the database. */
function store() {
	const all = new Map<string, LimitReached[]>();
	const kept: KeptLimits = {
		load: (id) => all.get(id) ?? [],
		save: (id, reached) => void (reached.length === 0 ? all.delete(id) : all.set(id, reached))
	};
	return { all, kept };
}

describe('a limit that was reached', () => {
	it('is a sentence that says which and how often', () => {
		expect(limitText('memory', limits, 1)).toBe(
			'It needed more than the 512 MB of memory that it may use: a program of it was ended (once since it was started).'
		);
		expect(limitText('pids', limits, 3)).toBe(
			'It has as many processes as it may have, 100: more were refused (3 times since it was started).'
		);
		expect(storageText(5e9, 5e9, true)).toBe(
			'Its data takes all of the 5.0 GB that it may take: it can write no more.'
		);
		expect(storageText(4.95e9, 5e9, false)).toBe(
			'Its data takes 5.0 GB of the 5.0 GB that it may take: it is stopped when it takes more.'
		);
		expect(storageText(6e9, 5e9, false)).toBe(
			'Its data takes 6.0 GB of the 5.0 GB that it may take: it is stopped for that.'
		);
	});

	it('is noticed when a counter rises, published once a minute at most, and shown for a day', () => {
		let now = 1_000_000;
		const published: string[] = [];
		const reached = createLimitsReached(
			(id) => published.push(id),
			store().kept,
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
		expect(published).toEqual(['p']);
		now += 60_000;
		count({ oomKills: 60, pidsRefused: 1 });
		expect(published).toEqual(['p', 'p', 'p']);
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
		const published: string[] = [];
		const reached = createLimitsReached(
			(id) => published.push(id),
			store().kept,
			() => 1
		);
		reached.count('p', none, () => limits);
		reached.count('p', { oomKills: 1, pidsRefused: 1 }, () => limits);
		reached.storage('p', 4.95e9, limits, true);
		expect(reached.of('p')).toHaveLength(3);
		reached.clear('p', ['memory']);
		expect(
			reached
				.of('p')
				.map(({ kind }) => kind)
				.sort()
		).toEqual(['pids', 'storage']);
		published.length = 0;
		reached.storage('p', 1e9, limits, true);
		reached.storage('p', 1e9, limits, true);
		expect(published).toEqual(['p']);
		expect(reached.of('p').map(({ kind }) => kind)).toEqual(['pids']);
		reached.storage('p', 9e9, { ...limits, storageBytes: null }, true);
		expect(reached.of('p'), 'no limit, none to reach').toHaveLength(1);
		reached.forget('p');
		expect(reached.of('p')).toEqual([]);
	});

	it.each([
		['kept by the disk', true],
		['measured', false]
	])('of data that is %s is published, and is past when there is room', (_, byDisk) => {
		const published: string[] = [];
		const reached = createLimitsReached((id) => published.push(id), store().kept);
		const kinds = () => reached.of('p').map(({ kind }) => kind);
		reached.storage('p', 4e9, limits, byDisk);
		expect(kinds()).toEqual([]);
		reached.storage('p', 4.95e9, limits, byDisk);
		expect(reached.of('p')).toMatchObject([{ kind: 'storage', text: storageText(4.95e9, 5e9, byDisk) }]);
		reached.storage('p', 4e9, limits, byDisk);
		expect(kinds()).toEqual([]);
		expect(published).toEqual(['p', 'p']);
	});

	it('is known in the next life of the box, until it is past or the pup is gone', () => {
		const { all, kept } = store();
		const life = () =>
			createLimitsReached(
				() => {},
				kept,
				() => 5
			);
		const first = life();
		first.count('p', none, () => limits);
		first.count('p', { oomKills: 1, pidsRefused: 0 }, () => limits);
		first.storage('p', 5e9, limits, false);
		const known = first.of('p');
		expect(known).toHaveLength(2);
		const second = life();
		expect(second.of('p')).toEqual(known);
		// The pup's counters continue from where they were.
		second.count('p', { oomKills: 1, pidsRefused: 0 }, () => limits);
		second.storage('p', 1e9, limits, false);
		expect(life().of('p')).toMatchObject([{ kind: 'memory', at: 5 }]);
		second.clear('p', ['memory']);
		expect(life().of('p')).toEqual([]);
		second.storage('p', 5e9, limits, false);
		second.forget('p');
		expect(all.size).toBe(0);
	});
});
