import { expect, it } from 'vitest';
import { createRateLimits } from './limits.ts';

it('tells what is left and when all is there again, and refuses what is too much', () => {
	let now = 0;
	const limits = createRateLimits(() => now);
	const take = (caller = 'a') => {
		const { limit, left, resetSeconds, refused } = limits.take('pups.start', 60, caller);
		return [limit, left, resetSeconds, refused?.code ?? null, refused?.retryAfter ?? null];
	};
	expect(take()).toEqual([60, 59, 1, null, null]);
	for (let n = 0; n < 58; n++) take();
	expect(take()).toEqual([60, 0, 60, null, null]);
	expect(take()).toEqual([60, 0, 60, 'too-many-requests', 1]);
	expect(take('b')).toEqual([60, 59, 1, null, null]);
	now += 2000;
	expect(take()).toEqual([60, 1, 59, null, null]);
	now += 600_000;
	expect(take()).toEqual([60, 59, 1, null, null]);
});
