/**
 * Pups that take too much space, on a small disk of their own. The box stops them before other pups
 * suffer, with a reason that says what to do.
 */
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSpaceWatch, type SpaceWatch } from '../../src/lib/server/system/index.ts';
import { readFileSync, statSync, writeFileSync } from '../support/as-root.ts';
import { cannotMount, mountLoopDisk, type LoopDisk } from '../support/loop-disk.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { pupsFixture, tinyRootBuilder, writeIndex, writePup, type PupsFixture } from './support/pups-fixture.ts';

const why = cannotRunContainers() ?? cannotMount();
if (why) console.log(`skipped: ${why}`);

const MB = 1024 * 1024;
/**
 * Prints `up` and waits until the test creates the file `go`. The scripts then write at full speed,
 * except for `Endless` with two megabytes per second at most.
 */
const waits = 'echo up; while [ ! -e /storage/go ]; do sleep 0.05; done;';
/** Keeps running, whatever fails. */
const forever = 'while :; do sleep 0.1; done';

interface Glutton {
	name: string;
	script: string;
	/** Storage limit in bytes, or null for none. */
	limit: number | null;
	/** Bytes that are left free on the disk before it begins, or null for the whole disk. */
	leave: number | null;
	code: string;
	reason: RegExp;
}

/** Ways to take too much space. To add one, add a row. */
const GLUTTONS: Glutton[] = [
	{
		name: 'Large',
		script: `${waits} head -c 12000000 /dev/zero > /storage/large; ${forever}`,
		limit: 8e6,
		leave: null,
		code: 'storage-limit',
		reason: /^Its data takes 12 MB, more than the 8\.0 MB that it may take\.$/
	},
	{
		name: 'Many',
		script: `${waits} n=0; while [ $n -le 20100 ]; do : > /storage/f$n; n=$((n+1)); done; ${forever}`,
		limit: 100e6,
		leave: null,
		code: 'storage-limit',
		reason: /^Its data is 2\d{4} files, more than the 20000 that it may be\.$/
	},
	{
		name: 'Endless',
		script: `${waits} while :; do head -c 200000 /dev/zero >> /storage/endless; sleep 0.1; done`,
		limit: null,
		leave: 16 * MB,
		code: 'disk-full',
		reason: /^The disk at \S+\/storage was nearly full \(.* left\), and its data grew by .* to .*\.$/
	}
];

describe.skipIf(why)('a pup that takes too much of the disk', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	let disk: LoopDisk;
	let watch: SpaceWatch;
	let neighbour = '';
	const storage = (id: string, file: string) => join(engine.paths.storage, id, file);

	beforeAll(async () => {
		engine = await engineFixture();
		disk = mountLoopDisk(engine.paths.storage, 256 * MB, { files: 60_000 });
		const sources = join(engine.paths.data, 'sources');
		for (const { name, script } of GLUTTONS) writePup(sources, name, { main: script });
		writePup(
			sources,
			'Neighbour',
			{ main: 'n=0; while :; do n=$((n+1)); echo $n > /storage/counted || exit 3; sleep 0.2; done' },
			{ config: { sections: [{ name: 's', fields: [{ name: 'WORD', label: 'Word', type: 'text' }] }] } }
		);
		writeIndex(sources, [...GLUTTONS.map(({ name }) => name), 'Neighbour']);
		watch = createSpaceWatch({
			folders: () => ({ box: engine.paths.data, pups: engine.paths.storage }),
			reserve: { create: async () => {}, releaseIfFull: () => false },
			reserveRoom: async () => {},
			changed: () => {},
			log: pino({ level: process.env.TEST_LOG ?? 'silent' })
		});
		box = pupsFixture(engine, { sources, builder: tinyRootBuilder(engine).builder, space: watch });
		await box.begin();
		await watch.begin();
		neighbour = (await box.install('Neighbour')).id;
	});
	afterAll(async () => {
		watch?.close();
		await box?.end();
		disk?.dispose();
		await engine?.dispose();
	});

	it.each(GLUTTONS)('$name is stopped, and says why', async ({ name, limit, leave, code, reason }) => {
		const { id } = await box.install(name);
		await box.until(id, 'running');
		// The first measurement, which the growth is compared with.
		await box.until(id, (pup) => pup.storageBytes !== null);
		if (limit !== null) expect((await box.pups.setLimits(id, { storageBytes: limit })).limits.storageBytes).toBe(limit);
		if (leave !== null) disk.leave(leave);
		writeFileSync(storage(id, 'go'), '');
		const { failure, services } = await box.until(id, 'broken');
		expect(failure).toMatchObject({ code, reason: expect.stringMatching(reason), hint: expect.stringMatching(/\.$/) });
		expect(services.every(({ pid }) => pid === null)).toBe(true);
		const [job] = box.jobs.list({ limit: 1 });
		expect(job).toMatchObject({ kind: 'pup.halt', title: `Stop ${name}: out of space`, status: 'succeeded' });
		expect((await box.jobs.log(job!.id, 100)).map(({ text }) => text)).toContain(failure!.reason);

		// It cannot be retried before there is space again.
		expect(() => box.pups.retry(id)).toThrow(expect.objectContaining({ code }));
		// The other pups are not affected.
		expect(box.pups.get(neighbour)).toMatchObject({ state: 'running', failure: null });
		const counted = () => Number(readFileSync(storage(neighbour, 'counted'), 'utf8'));
		const before = counted();
		await box.until(neighbour, () => counted() > before + 2);
		await box.pups.configure(neighbour, { WORD: name });
		expect(readFileSync(storage(neighbour, '.dbx/config.env'), 'utf8')).toContain(name);
		expect(disk.free()).toBeGreaterThan(0);
		await box.until(neighbour, 'running');

		await box.done(box.pups.remove(id, { keepData: false }));
		disk.clear();
		await watch.check();
		expect(watch.diskOf('pups')?.level).toBe('ok');
	});

	it('goes on once it was given more', async () => {
		const { id } = await box.install('Large');
		await box.until(id, (pup) => pup.storageBytes !== null);
		await box.pups.setLimits(id, { storageBytes: 8e6 });
		writeFileSync(storage(id, 'go'), '');
		await box.until(id, 'broken');
		expect(box.pups.get(id).limitsReached).toMatchObject([
			{ kind: 'storage', text: 'Its data takes 12 MB of the 8.0 MB that it may take: it is stopped for that.' }
		]);
		await expect(box.pups.setLimits(id, { storageBytes: 9e6 })).rejects.toMatchObject({
			code: 'invalid-input',
			fields: { storageBytes: 'Its data takes 12 MB already. Give more than that.' }
		});
		await expect(box.pups.setLimits(id, { storageBytes: 10e9 })).rejects.toMatchObject({
			fields: { storageBytes: expect.stringMatching(/^The disk has 2\d\d MB\. Give no more\.$/) }
		});
		const { state, limitsReached } = await box.pups.setLimits(id, { storageBytes: 40e6 });
		expect({ state, limitsReached }).toEqual({ state: 'broken', limitsReached: undefined });
		const job = await box.done(box.pups.start(id));
		expect(job.status).toBe('succeeded');
		await box.until(id, 'running');
		expect(statSync(storage(id, 'large')).size).toBe(12_000_000);
		await box.done(box.pups.remove(id, { keepData: false }));
	});
});
