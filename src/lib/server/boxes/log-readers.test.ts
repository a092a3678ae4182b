import { describe, expect, it } from 'vitest';
import { createLogReaders } from './log-readers.ts';

/** Whether the promise is settled once all ready callbacks have run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
	let settled = false;
	void promise.then(() => (settled = true));
	await new Promise((resolve) => setImmediate(resolve));
	return settled;
}

describe('who reads a log', () => {
	it('is waited for, all of them, and nobody else', async () => {
		const readers = createLogReaders();
		const ends = [readers.begin('a'), readers.begin('a')];
		readers.begin('b');
		expect(await isSettled(readers.done('c'))).toBe(true);
		const done = readers.done('a');
		ends[0]!();
		expect(await isSettled(done)).toBe(false);
		ends[1]!();
		expect(await isSettled(done)).toBe(true);
		expect(await isSettled(readers.done('a'))).toBe(true);
	});

	it('is not waited for without end', async () => {
		const readers = createLogReaders(10);
		readers.begin('a');
		await expect(readers.done('a')).resolves.toBeUndefined();
	});
});
