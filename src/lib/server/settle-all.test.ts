import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { settleAll } from './settle-all.ts';

it('gives the results in their places', async () => {
	const [number, text]: [number, string] = await settleAll([delay(5, 1), Promise.resolve('a')]);
	expect([number, text]).toEqual([1, 'a']);
	expect(await settleAll([])).toEqual([]);
});

it('fails with the first in the list, and not before all are over', async () => {
	let over = false;
	const slow = delay(20).then(() => {
		over = true;
		throw new Error('slow');
	});
	await expect(settleAll([slow, Promise.reject(new Error('fast'))])).rejects.toThrow('slow');
	expect(over).toBe(true);
});
