/** A step of the clock on the wall changes nothing about when a crashed service starts again. */
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
	// It ran no minute: the second crash in a row.
	expect(records.crashed(exit(Date.now()))).toBe(2000);
	const due = records.get('p', 'web').nextStartAt!;
	expect(due - monotonicMs()).toBeGreaterThan(0);
	expect(due - monotonicMs()).toBeLessThanOrEqual(2000);
	vi.setSystemTime(Date.now() + step);
	// Shown by the clock that people have now.
	const shown = records.view('p', 'web', true).nextStartAt!;
	expect(shown - Date.now()).toBeLessThanOrEqual(2000);
	expect(shown - Date.now()).toBeGreaterThan(0);
});
