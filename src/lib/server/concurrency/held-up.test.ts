import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createHeldUp, loopThreadOf, type LoopThread } from './held-up.ts';

describe('a process that gives no answer', () => {
	it.each<[string, LoopThread | null, boolean]>([
		['waits for the disk', { state: 'D', computedMs: 1000 }, true],
		['waits for its turn', { state: 'R', computedMs: 1500 }, true],
		['has computed all the time', { state: 'R', computedMs: 4000 }, false],
		['waits for something else', { state: 'S', computedMs: 1000 }, false],
		['was stopped', { state: 'T', computedMs: 1000 }, false],
		['is gone', null, false]
	])('%s', (_name, now, held) => {
		let said: LoopThread | null = { state: 'S', computedMs: 1000 };
		const process = createHeldUp(1, () => said);
		said = now;
		expect(process.heldUp()).toBe(held);
	});

	it('is measured from its last answer on', () => {
		let computedMs = 0;
		const process = createHeldUp(1, () => ({ state: 'R', computedMs }));
		computedMs = 60_000;
		expect(process.heldUp()).toBe(false);
		process.answered();
		expect(process.heldUp()).toBe(true);
	});

	it('is read from the kernel', async () => {
		const child = spawn(process.execPath, ['-e', "for (;;) process.title = ') R 1 ('"], { stdio: 'ignore' });
		try {
			await expect.poll(() => loopThreadOf(child.pid!)?.computedMs, { timeout: 20_000 }).toBeGreaterThan(50);
			expect(loopThreadOf(child.pid!)?.state).toBe('R');
			child.kill('SIGSTOP');
			await expect.poll(() => loopThreadOf(child.pid!)?.state).toBe('T');
		} finally {
			child.kill('SIGKILL');
			await once(child, 'exit');
		}
		expect(loopThreadOf(child.pid!)).toBeNull();
	});
});
