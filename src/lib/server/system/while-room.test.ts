import { describe, expect, it } from 'vitest';
import type { DiskSpace } from '../../contract/box.ts';
import { whileRoom } from './while-room.ts';

const disk = (free: number) => ({ size: 1e12, free }) as DiskSpace;

function watch() {
	let free = 1e11;
	const checks = new Set<() => void>();
	return {
		listeners: checks,
		falls(to: number) {
			free = to;
			for (const fn of checks) fn();
		},
		space: {
			diskOf: () => disk(free),
			onCheck(fn: () => void) {
				checks.add(fn);
				return () => void checks.delete(fn);
			}
		}
	};
}

describe('work that writes what strangers send', () => {
	it('is ended with a sentence before the disk is full', async () => {
		const { space, falls, listeners } = watch();
		const work = whileRoom(space, 'box', new AbortController().signal, (signal) => {
			const ended = new Promise<never>((_resolve, reject) => {
				signal.addEventListener('abort', () => reject(new Error('broken off')));
			});
			falls(1e8);
			return ended;
		});
		await expect(work).rejects.toMatchObject({ code: 'disk-full', status: 507 });
		expect(listeners.size).toBe(0);
	});

	it('is not begun on a full disk', async () => {
		const { space, falls } = watch();
		falls(0);
		await expect(whileRoom(space, 'box', new AbortController().signal, () => Promise.resolve(1))).rejects.toThrow(
			/nearly full/
		);
	});

	it('is itself otherwise', async () => {
		const { space } = watch();
		const gone = new AbortController();
		expect(await whileRoom(space, 'box', gone.signal, () => Promise.resolve(7))).toBe(7);
		await expect(whileRoom(space, 'box', gone.signal, () => Promise.reject(new Error('own')))).rejects.toThrow('own');
	});
});
