/** A step of the wall clock does not change when a crashed service starts again. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { monotonicMs } from '../../concurrency/index.ts';
import { createServiceRecords } from './records.ts';

const DAY_MS = 24 * 3600_000;
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_800_000_000_000 }));
afterEach(() => void vi.useRealTimers());

const exit = (at: number) => ({ id: 'p', process: 'web', exitCode: 1, oomKilled: false, at });

it.each([
	['a day back', -DAY_MS],
	['a day forward', DAY_MS],
	['not at all', 0]
])('the clock is set %s between start and crash, and after it', (_what, step) => {
	const records = createServiceRecords();
	records.restarted('p', { name: 'web', pid: 7, startedAt: Date.now(), exitCode: null, oomKilled: false });
	vi.setSystemTime(Date.now() + step);
	expect(records.crashed(exit(Date.now()))).toBe(1000);
	records.restarted('p', { name: 'web', pid: 8, startedAt: Date.now(), exitCode: null, oomKilled: false });
	vi.setSystemTime(Date.now() + step);
	// The service ran for less than a minute, so this is its second crash in a row.
	expect(records.crashed(exit(Date.now()))).toBe(2000);
	const due = records.get('p', 'web').nextStartAt!;
	expect(due - monotonicMs()).toBeGreaterThan(0);
	expect(due - monotonicMs()).toBeLessThanOrEqual(2000);
	vi.setSystemTime(Date.now() + step);
	// The view uses the wall clock as it is now.
	const shown = records.view('p', 'web', true).nextStartAt!;
	expect(shown - Date.now()).toBeLessThanOrEqual(2000);
	expect(shown - Date.now()).toBeGreaterThan(0);
});

it('names one that ends again and again, until its owner starts the pup', () => {
	const records = createServiceRecords();
	const flapping = () => records.view('p', 'web', true).flapping;
	records.crashed(exit(1));
	records.crashed(exit(2));
	expect(flapping()).toBeUndefined();
	records.crashed(exit(3));
	expect(flapping()).toEqual({ ends: 3, minutes: 1 });
	expect(records.get('p', 'web')).toMatchObject({ endedAt: 3, exitCode: 1 });
	records.restarted('p', { name: 'web', pid: 8, startedAt: Date.now(), exitCode: null, oomKilled: false });
	expect(flapping()).toEqual({ ends: 3, minutes: 1 });
	expect(records.view('p', 'web', false).flapping).toBeUndefined();
	records.reset('p');
	expect(flapping()).toBeUndefined();
});

it('waits longer for one that has to be ended for its health, however long it ran', () => {
	const records = createServiceRecords();
	const seen = (pid: number) =>
		records.seen({
			id: 'p',
			sandbox: true,
			processes: [{ name: 'web', pid, startedAt: Date.now() - 3_600_000, exitCode: null, oomKilled: false }]
		} as unknown as Parameters<typeof records.seen>[0]);
	const waits = [1, 2, 3].map((pid) => {
		seen(pid);
		records.unhealthy('p', 'web', 'It does not answer.');
		expect(records.get('p', 'web').unhealthy).toBe('It does not answer.');
		return records.crashed(exit(Date.now()));
	});
	expect(waits).toEqual([1000, 2000, 4000]);
	// A service that ends by itself after a healthy hour starts over with the shortest wait.
	seen(4);
	expect(records.get('p', 'web').unhealthy).toBeNull();
	expect(records.crashed(exit(Date.now()))).toBe(1000);
});
