import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpaceLevel } from '../../contract/box.ts';
import { bytesUntilCritical, levelOf } from './space-levels.ts';
import { createSpaceReserve } from './space-reserve.ts';
import { createSpaceWatch } from './space-watch.ts';

const GB = 1e9;
const MB = 1e6;

describe('how full a disk is', () => {
	const disk = (size: number, free: number) => ({ size, free, files: null, filesFree: null });
	it.each<[what: string, size: number, free: number, before: SpaceLevel, level: SpaceLevel]>([
		['a tenth of a small disk', 32 * GB, 3.3 * GB, 'ok', 'ok'],
		['less than a tenth', 32 * GB, 3.1 * GB, 'ok', 'low'],
		['5 GB of a large disk', 4000 * GB, 5.1 * GB, 'ok', 'ok'],
		['less than 5 GB of a large disk', 4000 * GB, 4.9 * GB, 'ok', 'low'],
		['a little more than low, coming from there', 32 * GB, 3.3 * GB, 'low', 'low'],
		['clearly more than low', 32 * GB, 4 * GB, 'low', 'ok'],
		['2 % of a small disk', 1 * GB, 19 * MB, 'low', 'critical'],
		['256 MB of a large one', 4000 * GB, 255 * MB, 'low', 'critical'],
		['a little more than that, coming from there', 4000 * GB, 300 * MB, 'critical', 'critical'],
		['clearly more', 4000 * GB, 400 * MB, 'critical', 'low'],
		['nothing', 32 * GB, 0, 'ok', 'critical'],
		['all of it again', 32 * GB, 30 * GB, 'critical', 'ok']
	])('%s', (_what, size, free, before, level) => {
		expect(levelOf(disk(size, free), before)).toBe(level);
	});

	it('counts files too, whichever is worse', () => {
		const files = (filesFree: number) => ({ size: 32 * GB, free: 30 * GB, files: 2_000_000, filesFree });
		expect(levelOf(files(1_000_000), 'ok')).toBe('ok');
		expect(levelOf(files(40_000), 'ok')).toBe('low');
		expect(levelOf(files(100), 'ok')).toBe('critical');
		expect(levelOf({ ...files(1_000_000), free: 0 }, 'ok')).toBe('critical');
		expect(bytesUntilCritical({ size: 32 * GB, free: 1 * GB })).toBe(744 * MB);
	});
});

describe('the reserve and the watch', () => {
	let folder: string;
	beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'dogebox-space-'))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('makes a file with blocks of the disk, once, and keeps it while there is room', async () => {
		const reserve = createSpaceReserve(folder);
		await reserve.create();
		const made = statSync(join(folder, 'reserve'));
		expect(made.blocks * 512).toBeGreaterThanOrEqual(1024 * 1024);
		await reserve.create();
		expect(statSync(join(folder, 'reserve')).ino).toBe(made.ino);
		expect(reserve.releaseIfFull()).toBe(false);
	});

	it('looks at the disk of each folder, also of one that is not there yet', async () => {
		const published: string[] = [];
		const watch = createSpaceWatch({
			folders: () => ({ box: folder, pups: join(folder, 'storage/not/yet') }),
			reserve: createSpaceReserve(folder),
			reserveRoom: async () => void published.push('room'),
			changed: () => void published.push('changed'),
			log: pino({ level: 'silent' })
		});
		const stop = watch.onCheck(() => void published.push('look'));
		expect(watch.diskOf('box')).toBeNull();
		await watch.begin();
		expect(watch.disks()).toHaveLength(1);
		expect(watch.diskOf('pups')).toMatchObject({ holds: ['box', 'pups'] });
		expect(watch.diskOf('box')!.size).toBeGreaterThan(watch.diskOf('box')!.free);
		expect(published).toEqual(['changed', 'room', 'look']);
		await watch.check();
		expect(published).toEqual(['changed', 'room', 'look', 'look']);
		stop();
		watch.close();
		writeFileSync(join(folder, 'x'), '');
		await watch.check();
		expect(published).toHaveLength(4);
	});

	it('tries again soon, and then less often, where no room could be made', async () => {
		const now = { ms: 1000, fails: true };
		const tries: number[] = [];
		const watch = createSpaceWatch({
			folders: () => ({ box: folder, pups: null }),
			reserve: createSpaceReserve(folder),
			async reserveRoom() {
				tries.push(now.ms);
				if (now.fails) throw new Error('the database is busy');
			},
			changed: () => {},
			log: pino({ level: 'silent' }),
			clock: () => now.ms
		});
		/** Checks once a second for so many seconds. */
		const checks = async (seconds: number) => {
			for (const end = now.ms + seconds * 1000; now.ms < end; now.ms += 1000) await watch.check();
		};
		try {
			await checks(200);
			expect(tries.map((at) => at / 1000)).toEqual([1, 3, 7, 15, 31, 63, 123, 183]);
			// The wait begins at the end of an attempt. A successful attempt lasts for ten minutes.
			now.fails = false;
			await checks(60);
			expect(tries).toHaveLength(9);
			expect(statSync(join(folder, 'reserve')).size).toBeGreaterThan(0);
			await checks(500);
			expect(tries).toHaveLength(9);
			await checks(100);
			expect(tries).toHaveLength(10);
		} finally {
			watch.close();
		}
	});

	it('does not wait for a disk that does not answer, and does not ask it again', async () => {
		const pups = join(folder, 'pups');
		mkdirSync(pups);
		let held: (() => void) | null = null;
		let questions = 0;
		let hangs = false;
		const watch = createSpaceWatch({
			folders: () => ({ box: folder, pups }),
			reserve: createSpaceReserve(folder),
			reserveRoom: async () => {},
			changed: () => {},
			log: pino({ level: 'silent' }),
			patienceMs: 5,
			statfs: (async (path: string) => {
				if (path === pups) questions++;
				if (path === pups && hangs) await new Promise<void>((resolve) => (held = resolve));
				return statfs(path);
			}) as typeof statfs
		});
		try {
			await watch.check();
			hangs = true;
			for (let checks = 0; checks < 3; checks++) {
				await watch.check();
				expect(watch.diskOf('pups')).toMatchObject({ holds: ['box', 'pups'], level: expect.any(String) });
			}
			expect(questions).toBe(2);
			hangs = false;
			held!();
			await expect
				.poll(async () => {
					await watch.check();
					return questions;
				})
				.toBeGreaterThan(2);
		} finally {
			watch.close();
		}
	});
});
