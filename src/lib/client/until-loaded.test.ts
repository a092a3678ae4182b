import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilLoaded } from './until-loaded.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a part that cannot be had is asked for again until it comes, and then no more', async () => {
	const load = vi.fn<() => Promise<string>>().mockRejectedValue(new TypeError('Failed to fetch'));
	const use = vi.fn();
	untilLoaded(load, use);
	await vi.advanceTimersByTimeAsync(10_000);
	expect(load).toHaveBeenCalledTimes(3);
	expect(use).not.toHaveBeenCalled();
	load.mockResolvedValue('part');
	await vi.advanceTimersByTimeAsync(60_000);
	expect(load).toHaveBeenCalledTimes(4);
	expect(use.mock.calls).toEqual([['part']]);
});
