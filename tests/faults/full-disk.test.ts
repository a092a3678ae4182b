/**
 * A disk that is really full: its owner signs in, sees which disk it is and what to delete, stops a
 * pup and deletes it, and has space again, although no block can be written.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DiskSpace, PupSpace } from '../../src/lib/contract/box.ts';
import { openStorage } from '../../src/dkm/storage.ts';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import { AliveBox, cannotRun, HOSTILE_SOURCE, PASSWORD } from '../support/alive.ts';
import { raw } from '../support/http.ts';
import { seedImageFolder } from '../support/images.ts';
import { cannotMount, mountLoopDisk, type LoopDisk } from '../support/loop-disk.ts';

const MB = 1024 * 1024;

describe.skipIf(cannotMount())('the database on a full disk', () => {
	let folder: string;
	let disk: LoopDisk;
	let database: Database;
	const open = () =>
		openDatabase({ file: join(folder, 'test.db'), migrations: join(import.meta.dirname, '../../drizzle') });
	/** Writes about a megabyte, in transactions as small as those of a job. */
	const write = () => {
		for (let n = 0; n < 1000; n++) database.settings.set(`test.${n}`, 'x'.repeat(1000));
	};
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'dogebox-full-'));
		disk = mountLoopDisk(folder, 48 * MB);
		database = open();
	});
	afterEach(() => {
		database.close();
		disk.dispose();
		rmSync(folder, { recursive: true, force: true });
	});

	it('takes a thousand writes, whose room was made before', async () => {
		expect(await database.reserveRoom()).toBeGreaterThan(0);
		expect(await database.reserveRoom()).toBe(0);
		disk.fill();
		expect(disk.free()).toBe(0);
		write();
		expect(database.settings.raw('test.999')).toHaveLength(1000);
	});

	it('so does that of the keys, again and again, and nothing of a former password stays', () => {
		const file = join(folder, 'keys', 'dkm.db');
		mkdirSync(join(folder, 'keys'));
		const sealed = (n: number) => ({ salt: bytes(n), nonce: bytes(n), enc: bytes(n), pub: bytes(9) });
		const bytes = (n: number) => Buffer.alloc(3000, n);
		const keys = openStorage(file);
		try {
			expect(keys.addKey(sealed(1), true)).toBe(true);
			disk.fill();
			for (const n of [2, 3, 4]) {
				expect(keys.resealKey(sealed(n))).toBe(true);
				expect(Buffer.from(keys.key()!.enc).equals(bytes(n))).toBe(true);
				expect(readFileSync(file).includes(bytes(n - 1).subarray(0, 500))).toBe(false);
				expect(statSync(`${file}-wal`).size).toBe(0);
				disk.fill();
			}
		} finally {
			keys.close();
		}
	});

	it('takes none without that, and says so in its own words', () => {
		disk.fill();
		expect(write).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
	});
});

/** Everything that an owner needs to recover from a full disk. To add something, add a row. */
const DEEDS: { what: string; works: (box: AliveBox, pup: string) => Promise<void> }[] = [
	{
		what: 'a program logs in',
		async works(box) {
			await box.api.login(PASSWORD);
			expect((await box.list()).map(({ name }) => name).sort()).toEqual(['Neighbour', 'Probe']);
		}
	},
	{
		what: 'a browser logs in, and home names the disk and what to delete',
		async works(box, pup) {
			const body = new URLSearchParams({ password: PASSWORD }).toString();
			const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: box.url, accept: 'text/html' };
			const answer = await raw(`${box.url}/login`, { method: 'POST', headers, body });
			expect([answer.status, answer.headers.location]).toEqual([303, '/']);
			const cookie = answer.cookies.map((line) => line.split(';')[0]).join('; ');
			const home = await raw(`${box.url}/`, { headers: { cookie, accept: 'text/html' } });
			expect(home.status).toBe(200);
			// A file that the box removes in the meantime leaves a block or two.
			expect(home.text).toMatch(new RegExp(`The disk at ${box.options.data} is (nearly )?full`));
			expect(home.text).toContain(`href="/pups/${pup}/remove"`);
		}
	},
	{
		what: 'the API names the disk and the largest pups',
		async works(box, pup) {
			const { disks, pups } = await box.get<{ disks: DiskSpace[]; pups: PupSpace[] }>('/box/space');
			expect(disks).toEqual([
				expect.objectContaining({
					mountPoint: box.options.data,
					name: expect.stringMatching(/^\/dev\/loop/),
					holds: ['box', 'pups'],
					free: expect.toSatisfy((bytes: number) => bytes < 64 * 1024) as number,
					level: 'critical'
				})
			]);
			expect(pups[0]).toMatchObject({ id: pup, name: 'Probe' });
			expect(pups[0]!.bytes).toBeGreaterThan(8 * MB);
		}
	},
	{
		what: 'starting a pup says what is wrong',
		async works(box, pup) {
			await box.act(pup, 'stop');
			const { status, body } = await box.api.call<{ code: string; title: string }>('POST', `/pups/${pup}/start`);
			expect([status, body.code]).toEqual([507, 'disk-full']);
			expect(body.title).toContain(box.options.data);
		}
	},
	{
		what: 'the password is changed',
		async works(box) {
			for (const [current, next] of [
				[PASSWORD, `${PASSWORD} 2`],
				[`${PASSWORD} 2`, PASSWORD]
			])
				expect((await box.api.call('POST', '/password', { current, next })).status).toBeLessThan(300);
		}
	},
	{
		what: 'settings of a pup are saved, and are written to its storage later',
		async works(box, pup) {
			const { status } = await box.api.call('PUT', `/pups/${pup}/config`, { values: { GREETING: 'x'.repeat(200) } });
			expect(status).toBe(200);
			const saved = (await box.pup(pup)).config.sections.flatMap(({ fields }) => fields);
			expect(saved.find(({ name }) => name === 'GREETING')?.value).toHaveLength(200);
		}
	}
];

describe.skipIf(cannotRun() ?? cannotMount())('a box on a full disk', () => {
	let box: AliveBox;
	let disk: LoopDisk;
	/**
	 * Folder on another disk: the layers that pups are built from are large and not the subject of
	 * this test.
	 */
	let images: string;
	let probe = '';
	let neighbour = '';
	const reserve = () => join(box.options.data, 'reserve');
	const until = async (what: string, holds: () => boolean | Promise<boolean>) => {
		for (let tries = 0; !(await holds()); tries++) {
			if (tries > 600) throw new Error(`${what}: did not come about`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	};
	const logBytes = () => statSync(join(box.options.data, 'dogebox.db-wal'), { throwIfNoEntry: false })?.size ?? 0;
	const hasRoom = () => existsSync(reserve()) && logBytes() > 3 * MB;
	/**
	 * Waits until nothing is free, the reserve has been given back, and the box has measured the
	 * disk since.
	 */
	async function fillAll(): Promise<void> {
		await until('the reserve is given back', () => {
			// Also takes what the box frees in the meantime, such as files of an installation.
			disk.fill();
			return !existsSync(reserve());
		});
		await until('the box sees that nothing is left', async () => {
			disk.fill();
			const { disks } = await box.get<{ disks: DiskSpace[] }>('/box/space');
			return disk.free() === 0 && disks[0]!.free === 0;
		});
	}

	beforeAll(async () => {
		images = mkdtempSync(join(tmpdir(), 'dogebox-images-'));
		box = await AliveBox.start('full-disk', {
			prepare(data) {
				// The layers are linked before the mount, because hard links cannot cross mounts.
				seedImageFolder(images);
				disk = mountLoopDisk(data, 256 * MB);
				mkdirSync(join(data, 'images'));
				execFileSync('mount', ['--bind', images, join(data, 'images')]);
			}
		});
		await box.addSource(HOSTILE_SOURCE);
		probe = await box.install('Probe');
		neighbour = await box.install('Neighbour');
		writeFileSync(join(box.options.data, 'storage', probe, 'large'), Buffer.alloc(9 * MB, 1));
		await until('room is made', hasRoom);
		await box.restart();
		await until('room is made again', hasRoom);
		await until('the pup is measured', async () => ((await box.pup(probe)).storageBytes ?? 0) > 8 * MB);
		await box.state(neighbour, 'running');
		await fillAll();
	});
	afterAll(async () => {
		await box?.dispose();
		if (images) rmSync(images, { recursive: true, force: true });
	});

	it.each(DEEDS)('$what', async ({ works }) => {
		await fillAll();
		await works(box, probe);
	});

	it('a service that is killed meanwhile does not stay running', async () => {
		const [service] = (await box.state(neighbour, 'running')).services;
		process.kill(service!.pid!, 'SIGKILL');
		await until('its end is seen', async () => (await box.pup(neighbour)).services[0]!.pid !== service!.pid);
		const { state, services } = await box.pup(neighbour);
		expect(state === 'crashed' || services[0]!.restarts > 0).toBe(true);
	});

	it('a start of the box finds it, and its owner comes in', async () => {
		await box.crash();
		await box.api.login(PASSWORD);
		await box.restart();
		await box.api.login(PASSWORD);
		expect((await box.list()).map(({ name }) => name).sort()).toEqual(['Neighbour', 'Probe']);
	});

	it('uninstalling and deleting a pup frees its space, and the reserve is made again', async () => {
		// The database has taken the space that the start gave back.
		await until('the database has its room', () => logBytes() > 3 * MB);
		disk.fill();
		expect(disk.free()).toBe(0);
		await box.remove(neighbour, true);
		await box.remove(probe, false);
		expect(disk.free()).toBeGreaterThan(4 * MB);
		disk.clear();
		await until('the disk has room', async () => {
			const { disks } = await box.get<{ disks: DiskSpace[] }>('/box/space');
			return disks[0]!.level === 'ok';
		});
		await until('the reserve is there', () => existsSync(reserve()));
	});

	describe('that takes nothing more, as after an error of the disk', () => {
		const running = async () => (await box.list()).find(({ state }) => state === 'running');
		beforeAll(async () => {
			disk.clear();
			if (!(await running())) await box.install('Probe');
			// ext4 itself does this after an error of the disk (ext4(5), “errors=remount-ro”).
			execFileSync('mount', ['-o', 'remount,abort', box.options.data]);
			expect(() => writeFileSync(join(box.options.data, 'x'), '')).toThrow(expect.objectContaining({ code: 'EROFS' }));
		});

		it('its owner comes in and sees the pups', async () => {
			await box.api.login(PASSWORD);
			expect((await running())?.name).toBeDefined();
		});

		it.each<[what: string, method: string, path: (pup: string) => string, input?: unknown]>([
			['stopping', 'POST', (pup) => `/pups/${pup}/stop`],
			['removing with its data', 'DELETE', (pup) => `/pups/${pup}?keepData=false`],
			['settings of a pup', 'PUT', (pup) => `/pups/${pup}/config`, { values: { GREETING: 'x' } }],
			['the password', 'POST', () => '/password', { current: PASSWORD, next: `${PASSWORD} 2` }]
		])('%s is refused in words that say why', async (_what, method, path, input) => {
			const { id } = (await running())!;
			const { status, body } = await box.api.call<{ code: string; detail: string }>(method, path(id), input);
			expect([status, body.code]).toEqual([507, expect.stringMatching(/^disk-(read-only|failure)$/)]);
			expect(body.detail).toContain('dmesg');
		});
	});
});

/** Runs only with `npm run test:faults`, because it needs its own box. */
const onlyThere = process.env['DOGEBOX_FAULTS'] === 'all' ? describe.skipIf(cannotRun() ?? cannotMount()) : () => {};
onlyThere('a box on a disk that takes no more files', () => {
	let box: AliveBox;
	let disk: LoopDisk;
	let images: string;
	let pup = '';

	beforeAll(async () => {
		images = mkdtempSync(join(tmpdir(), 'dogebox-images-'));
		box = await AliveBox.start('no-files', {
			prepare(data) {
				seedImageFolder(images);
				disk = mountLoopDisk(data, 128 * MB, { files: 2000 });
				mkdirSync(join(data, 'images'));
				execFileSync('mount', ['--bind', images, join(data, 'images')]);
			}
		});
		await box.addSource(HOSTILE_SOURCE);
		pup = await box.install('Neighbour');
		disk.fillFiles();
		expect(() => writeFileSync(join(box.options.data, 'x'), '')).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
	});
	afterAll(async () => {
		await box?.dispose();
		if (images) rmSync(images, { recursive: true, force: true });
	});

	it('lets its owner in, stops a pup, says why it does not start it, and deletes it', async () => {
		await box.api.login(PASSWORD);
		const { disks } = await box.get<{ disks: DiskSpace[] }>('/box/space');
		expect(disks[0]).toMatchObject({ mountPoint: box.options.data, holds: ['box', 'pups'] });
		await box.act(pup, 'stop');
		await box.restart();
		await box.api.login(PASSWORD);
		disk.fillFiles();
		expect(await box.api.call('POST', `/pups/${pup}/start`)).toMatchObject({
			status: 507,
			body: { code: 'disk-full' }
		});
		await box.remove(pup, false);
		expect(await box.list()).toEqual([]);
	});

	it('goes on as ever once it has room', async () => {
		disk.clear();
		await box.install('Neighbour');
		expect((await box.list()).map(({ state }) => state)).toEqual(['running']);
	});
});
