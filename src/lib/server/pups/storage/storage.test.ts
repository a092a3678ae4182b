/** Files in a real storage, through the real script: what a pup can put in the way included. */
import { execFileSync, spawn } from 'node:child_process';
import {
	chownSync,
	existsSync,
	lchownSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBoxError } from '../../../contract/errors.ts';
import { createLocalHost, createSpawner } from '../../host/index.ts';
import type { DiskSpace } from '../../../contract/box.ts';
import { createPupStorage } from './storage.ts';
import type { PupFiles, StoredFiles } from '../../stored-files/types.ts';

const ID = 'ab'.repeat(16);
const OTHER = 'cd'.repeat(16);
const BASE = 700_000;
const OWNER = [BASE + 420, BASE + 69] as const;
const ROOT = process.getuid?.() === 0;
if (!ROOT) console.log('skipped: not root');

let data: string;
let files: PupFiles;
/** What the pup may take, and takes. */
let limit: number | null;
let used: number;
let disk: Pick<DiskSpace, 'size' | 'free'> | null;

const at = (...path: string[]) => join(data, 'storage', ID, ...path);
const never = new AbortController().signal;

/** As the pup makes it. */
function write(path: string | Buffer, content: string | Buffer = 'x'): void {
	const file = Buffer.isBuffer(path) ? Buffer.concat([Buffer.from(`${at()}/`), path]) : at(path);
	writeFileSync(file, content);
	chownSync(file, ...OWNER);
}
function folder(path: string): void {
	const parts = path.split('/');
	mkdirSync(at(path), { recursive: true });
	parts.forEach((_, end) => chownSync(at(...parts.slice(0, end + 1)), ...OWNER));
}
function link(path: string, target: string): void {
	symlinkSync(target, at(path));
	lchownSync(at(path), ...OWNER);
}
const code = async (work: Promise<unknown>): Promise<string> =>
	work.then(
		() => 'done',
		(error: unknown) => (isBoxError(error) ? error.code : String(error))
	);
async function read(path: string, start = 0, length?: number): Promise<string> {
	const opened = await files.read(ID, path, never);
	return text(opened.read(start, length ?? opened.size - start));
}
const names = async (path = '') =>
	(await files.list(ID, { path, after: '', limit: 1000 })).entries.map((one) => one.name);
const put = (path: string, content: string | Buffer, more: Partial<Parameters<StoredFiles['upload']>[1]> = {}) =>
	files.upload(
		ID,
		{ path, size: Buffer.byteLength(content), version: '', offset: 0, replace: false, ...more },
		Readable.from([Buffer.from(content)])
	);

beforeEach(() => {
	data = mkdtempSync(join(tmpdir(), 'dbx-files-'));
	const host = createLocalHost({
		paths: {
			data,
			storage: join(data, 'storage'),
			images: join(data, 'images'),
			logs: join(data, 'logs'),
			run: join(data, 'run')
		},
		names: { instance: 'x', bridge: 'x0', subnet: '10.1.0.0/16', nftTable: 'x', cgroup: '/x', idBase: BASE },
		spawn: createSpawner()
	});
	mkdirSync(at(), { recursive: true, mode: 0o750 });
	chownSync(at(), ...OWNER);
	[limit, used, disk] = [null, 0, null];
	files = createPupStorage({
		host,
		engine: {} as never,
		facts: (() => ({})) as never,
		rows: { get: (id) => ({ id, name: 'Db', storageLimit: limit }) as never },
		volumesOf: () => ['/data', '/var/lib/db'],
		space: { diskOf: () => disk as DiskSpace | null },
		usage: { bytesOf: () => used, refresh: () => undefined }
	});
});
afterEach(() => execFileSync('rm', ['-rf', data]));

describe.skipIf(!ROOT)('files of a pup', () => {
	it('are listed page by page, whatever their names are', async () => {
		folder('deep');
		link('link', 'deep');
		execFileSync('mkfifo', [at('pipe')]);
		const odd = ['-rf', 'a\nb', 'base64:eA', '\u202egpj.exe', '\u001b[31m', 'ünï', '..a', ' '];
		for (const name of odd) write(name, 'four');
		write(Buffer.from([0xff, 0x2e, 0xfe]), 'two');
		const page = await files.list(ID, { path: '', after: '', limit: 1000 });
		expect(page).toMatchObject({ total: 12, more: false, next: null });
		expect(Object.fromEntries(page.entries.map(({ name, kind }) => [name, kind]))).toMatchObject({
			deep: 'folder',
			link: 'link',
			pipe: 'other',
			'a\nb': 'file'
		});
		expect(page.entries.find(({ name }) => name === 'link')?.target).toBe('deep');
		for (const { kind, part } of page.entries)
			if (kind === 'file') expect((await read(part)).length).toBeGreaterThan(2);
		const walked: string[] = [];
		for (let after: string | null = ''; after !== null;) {
			const next = await files.list(ID, { path: '', after, limit: 5 });
			walked.push(...next.entries.map(({ part }) => part));
			after = next.next;
		}
		expect(walked).toEqual(page.entries.map(({ part }) => part));
	});

	it('are counted and paged by the thousand', async () => {
		folder('many');
		execFileSync('perl', ['-e', 'for (1 .. 20_000) { open(my $f, ">", "f$_") or die $! }'], { cwd: at('many') });
		const first = await files.list(ID, { path: 'many', after: '', limit: 1000 });
		expect(first).toMatchObject({ total: 20_000, more: false, next: expect.stringMatching(/^f\d+$/) as string });
		expect(first.entries).toHaveLength(1000);
		expect((await files.list(ID, { path: 'many', after: 'f9998', limit: 10 })).entries.map(({ name }) => name)).toEqual(
			['f9999']
		);
		await files.remove(ID, 'many');
		expect(existsSync(at('many'))).toBe(false);
	}, 90_000);

	it('are read in ranges, and distinguished once they are left alone', async () => {
		write('a', '0123456789');
		expect(await read('a', 3, 4)).toBe('3456');
		expect((await files.read(ID, 'a', never)).tag).toBeNull();
		// ctime cannot be set: two seconds of a file's rest are what the tag waits for.
		await expect
			.poll(async () => (await files.read(ID, 'a', never)).tag, { timeout: 6000, interval: 500 })
			.toMatch(/^"[\w-]+"$/);
		const opened = await files.read(ID, 'a', never);
		await expect(buffer(opened.read(0, 11))).rejects.toThrow('changed while it was read');
	});

	it('lead nowhere out of the storage', async () => {
		mkdirSync(join(data, 'storage', OTHER));
		writeFileSync(join(data, 'storage', OTHER, 'secret'), 'of another pup');
		chownSync(join(data, 'storage', OTHER), ...OWNER);
		chownSync(join(data, 'storage', OTHER, 'secret'), ...OWNER);
		link('up', '../'.repeat(20));
		link('root', '/');
		link('neighbour', `../${OTHER}`);
		link('absolute', join(data, 'storage', OTHER, 'secret'));
		execFileSync('mkfifo', [at('pipe')]);
		for (const path of ['absolute', 'up', 'pipe'])
			expect(await code(files.read(ID, path, never)), path).toBe('not-a-file');
		for (const path of [
			`up${data}/storage/${OTHER}/secret`,
			'root/etc/passwd',
			'neighbour/secret',
			'proc/self/environ'
		])
			expect(await code(files.read(ID, path, never)), path).toBe('no-such-file');
		expect(await names('root')).toEqual(await names());
		expect(await code(files.list(ID, { path: 'neighbour', after: '', limit: 9 }))).toBe('no-such-file');
		expect(await code(put('neighbour/planted', 'x'))).toBe('no-such-file');
		expect(await code(files.makeFolder(ID, 'neighbour/planted'))).toBe('no-such-file');
		expect(await code(files.move(ID, 'pipe', 'neighbour/planted'))).toBe('no-such-file');
		for (const name of ['up', 'root', 'neighbour', 'absolute']) await files.remove(ID, name);
		expect(readdirSync(join(data, 'storage', OTHER))).toEqual(['secret']);
		expect(readFileSync(join(data, 'storage', OTHER, 'secret'), 'utf8')).toBe('of another pup');
	});

	it('are the storage’s own, however fast folders and links take turns', async () => {
		folder('real');
		write('real/mine', 'mine');
		const away = join(data, 'away');
		mkdirSync(away);
		writeFileSync(join(away, 'mine'), 'of the host');
		link('evil', away);
		const swap = `use strict; $| = 1; print "on\\n";
			while (1) { rename('real', 'here'); rename('here', 'real'); rename('evil', 'here'); rename('here', 'evil') }`;
		const swapper = spawn('perl', ['-e', swap], { cwd: at(), stdio: ['ignore', 'pipe', 'inherit'] });
		try {
			await new Promise((resolve) => swapper.stdout.once('data', resolve));
			const seen = new Set<string>();
			for (let round = 0; round < 10; round++) {
				seen.add(await read('here/mine').catch(() => 'refused'));
				for (const name of await names('here').catch(() => [])) seen.add(name);
				await put(`here/new${round}`, 'x').catch(() => undefined);
				await files.remove(ID, `here/mine${round}`).catch(() => undefined);
				const packed = await files.archive(ID, 'here', never).then(
					({ stream }) => buffer(stream),
					() => Buffer.alloc(0)
				);
				expect(packed.includes('of the host')).toBe(false);
			}
			expect(seen.has('of the host')).toBe(false);
			expect(seen.has('mine') || seen.has('refused')).toBe(true);
			expect(readdirSync(away)).toEqual(['mine']);
		} finally {
			const gone = once(swapper, 'exit');
			swapper.kill('SIGKILL');
			await gone;
		}
	}, 90_000);

	it('are uploaded in parts, of which none is lost', async () => {
		folder('in');
		const part = { path: 'in/file', size: 10, version: '1', replace: false };
		const send = (offset: number, ...pieces: string[]) =>
			files.upload(ID, { ...part, offset }, Readable.from(pieces.map((piece) => Buffer.from(piece))));
		expect(await send(0, '012', '34')).toEqual({ offset: 5, done: false });
		expect(await names()).toEqual(['in']);
		expect(existsSync(at('in/file'))).toBe(false);
		expect(await code(send(3, 'x'))).toBe('other-offset');
		const cut = Readable.from(
			(function* () {
				yield Buffer.from('56');
				throw new Error('the line broke');
			})()
		);
		expect(await code(files.upload(ID, { ...part, offset: 5 }, cut))).toBe('Error: the line broke');
		expect(await files.uploaded(ID, part)).toEqual({ offset: 7, done: false });
		expect(await send(7, '789')).toEqual({ offset: 10, done: true });
		expect(readFileSync(at('in/file'), 'utf8')).toBe('0123456789');
		const { uid, gid, mode } = statSync(at('in/file'));
		expect([uid, gid, mode & 0o7777]).toEqual([...OWNER, 0o640]);
		expect(readdirSync(at())).toEqual(['in']);
		expect(await code(put('in/file', 'other'))).toBe('file-exists');
		expect(await put('in/file', 'other', { replace: true })).toEqual({ offset: 5, done: true });
		expect(readFileSync(at('in/file'), 'utf8')).toBe('other');
		expect(await put('in/empty', '')).toEqual({ offset: 0, done: true });
		expect(await code(put('in', 'x', { replace: true }))).toBe('not-a-file');
		expect(await code(put('in/more', 'too much', { size: 3 }))).toBe('too-large');
	});

	it('are given up and swept, and what lies in the way of uploads is no matter', async () => {
		write('.dogebox-uploads', 'the pup put a file there');
		const part = { path: 'a', size: 10, version: '' };
		await files.upload(ID, { ...part, offset: 0, replace: false }, Readable.from([Buffer.from('12345')]));
		const [waiting = ''] = readdirSync(at('.dogebox-uploads'));
		expect(waiting).toMatch(/^[0-9a-f]{64}$/);
		expect(await names()).toEqual([]);
		utimesSync(at('.dogebox-uploads', waiting), 1, Date.now() / 1000 - 2 * 86_400);
		await files.sweep(ID);
		expect(readdirSync(at())).toEqual([]);
		await files.upload(ID, { ...part, offset: 0, replace: false }, Readable.from([Buffer.from('12345')]));
		await files.cancelUpload(ID, part);
		expect(readdirSync(at())).toEqual([]);
	});

	it('are refused early where there is no room', async () => {
		[limit, used] = [1000, 900];
		expect(await code(put('a', 'x'.repeat(101)))).toBe('storage-limit');
		expect(await code(put('a', 'x'.repeat(100)))).toBe('done');
		limit = null;
		disk = { size: 100e9, free: 256e6 + 50 };
		expect(await code(put('b', 'x'.repeat(51)))).toBe('disk-full');
		expect(await code(put('b', 'x'.repeat(50)))).toBe('done');
		expect(readdirSync(at()).sort()).toEqual(['a', 'b']);
	});

	it('are renamed without writing over, made and deleted', async () => {
		folder('full/inner');
		write('full/inner/file');
		write('a');
		write('b');
		expect(await code(files.move(ID, 'a', 'b'))).toBe('file-exists');
		await files.move(ID, 'a', 'full/a');
		expect(await code(files.move(ID, 'full', 'full/inner/full'))).toBe('not-allowed');
		expect(await code(files.move(ID, 'gone', 'c'))).toBe('no-such-file');
		await files.makeFolder(ID, 'new');
		expect(statSync(at('new'))).toMatchObject({ uid: OWNER[0], gid: OWNER[1] });
		expect(await code(files.makeFolder(ID, 'new'))).toBe('file-exists');
		// Deeper than any path can be.
		const deep = 'for (1 .. 300) { my $n = "n" x 200; mkdir $n or die $!; chdir $n or die $! }';
		execFileSync('perl', ['-e', deep], { cwd: at('full'), uid: OWNER[0], gid: OWNER[1] });
		await files.remove(ID, 'full');
		expect(await names()).toEqual(['b', 'new']);
		expect(await code(files.remove(ID, 'full'))).toBe('no-such-file');
	});

	it('of others than the pup’s range cannot be touched', async () => {
		writeFileSync(at('hosts'), 'of the host', { mode: 0o600 });
		expect(await code(files.read(ID, 'hosts', never))).toBe('not-allowed');
	});

	it('come as a tar that tar reads', async () => {
		folder('tree/sub');
		write(`tree/${'n'.repeat(200)}`, 'long name');
		write('tree/sub/file', 'content');
		link('tree/link', 'l'.repeat(150));
		execFileSync('mkfifo', [at('tree/pipe')]);
		const { name, stream } = await files.archive(ID, 'tree', never);
		expect(name).toBe('tree.tar');
		const out = join(data, 'out');
		mkdirSync(out);
		execFileSync('tar', ['-x', '-C', out], { input: await buffer(stream) });
		expect(readdirSync(join(out, 'tree')).sort()).toEqual(['link', 'n'.repeat(200), 'sub']);
		expect(readFileSync(join(out, 'tree/sub/file'), 'utf8')).toBe('content');
		expect(statSync(join(out, 'tree/sub/file'))).toMatchObject({ uid: 420, gid: 69 });
		expect(await code(files.archive(ID, 'gone', never))).toBe('no-such-file');
	});

	it('pass through in bulk without being held', async () => {
		const size = 64 * 1024 * 1024;
		const piece = Buffer.alloc(64 * 1024, 'dogebox ');
		const source = Readable.from(
			(function* () {
				for (let left = size; left > 0; left -= piece.length) yield piece;
			})()
		);
		const state = await files.upload(ID, { path: 'big', size, version: '', offset: 0, replace: false }, source);
		expect(state).toEqual({ offset: size, done: true });
		const opened = await files.read(ID, 'big', never);
		let came = 0;
		let most = 0;
		for await (const chunk of opened.read(0, size) as AsyncIterable<Buffer>) {
			came += chunk.length;
			most = Math.max(most, chunk.length);
		}
		expect(came).toBe(size);
		expect(most).toBeLessThanOrEqual(1024 * 1024);
	});

	it('are read and written a bounded number at a time', async () => {
		write('a', 'x'.repeat(100));
		const opened = await Promise.all(Array.from({ length: 8 }, () => files.read(ID, 'a', never)));
		expect(await code(files.read(ID, 'a', never))).toBe('too-many-transfers');
		for (const one of opened) one.close();
		await expect.poll(() => code(files.list(ID, { path: '', after: '', limit: 9 }))).toBe('done');
	});
});

describe.skipIf(!ROOT)('folders in which an image keeps data', () => {
	const volumes = (...path: string[]) => join(data, 'storage', `${ID}.volumes`, ...path);
	const DB = [BASE + 999, BASE + 999] as const;
	let db: StoredFiles;
	const list = async (path = '') => (await db.list(ID, { path, after: '', limit: 10 })).entries.map(({ name }) => name);
	const send = (path: string, content: string, more: Partial<Parameters<StoredFiles['upload']>[1]> = {}) =>
		db.upload(
			ID,
			{ path, size: content.length, version: '', offset: 0, replace: false, ...more },
			Readable.from([Buffer.from(content)])
		);

	beforeEach(() => {
		mkdirSync(volumes('%2Fdata'), { recursive: true, mode: 0o711 });
		mkdirSync(volumes('%2Fvar%2Flib%2Fdb/base'), { recursive: true, mode: 0o700 });
		writeFileSync(volumes('%2Fvar%2Flib%2Fdb/base/1'), 'row');
		for (const path of ['', 'base', 'base/1']) chownSync(volumes('%2Fvar%2Flib%2Fdb', path), ...DB);
		db = files.volume('/var/lib/db');
	});

	it('are listed, read, changed and removed as the storage is', async () => {
		expect([await list(), await list('base')]).toEqual([['base'], ['1']]);
		const opened = await db.read(ID, 'base/1', never);
		expect([opened.name, await text(opened.read(0, opened.size))]).toEqual(['1', 'row']);
		await db.makeFolder(ID, 'new');
		await db.move(ID, 'base/1', 'new/2');
		expect(await list('new')).toEqual(['2']);
		await db.remove(ID, 'new');
		expect(await list()).toEqual(['base']);
		const { name, stream } = await db.archive(ID, '', never);
		expect(name).toBe('db.tar');
		expect((await buffer(stream)).includes('db/base/')).toBe(true);
	});

	it('take uploads in parts, which wait beside them and not in them', async () => {
		const half = { size: 8, version: '1' };
		expect(await send('base/wal', 'much', half)).toEqual({ offset: 4, done: false });
		expect(readdirSync(volumes('%2Fvar%2Flib%2Fdb')), 'the program sees nothing of it').toEqual(['base']);
		expect(await list('base')).toEqual(['1']);
		expect(await db.uploaded(ID, { path: 'base/wal', ...half })).toEqual({ offset: 4, done: false });
		expect(await send('base/wal', ' wow', { ...half, offset: 4 })).toEqual({ offset: 8, done: true });
		expect(readFileSync(volumes('%2Fvar%2Flib%2Fdb/base/wal'), 'utf8')).toBe('much wow');
		const { uid, gid, mode } = statSync(volumes('%2Fvar%2Flib%2Fdb/base/wal'));
		expect([uid, gid, mode & 0o777]).toEqual([...DB, 0o640]);
	});

	it('are those of the pup alone, and links lead out of none', async () => {
		expect(await code(files.volume('/etc').list(ID, { path: '', after: '', limit: 1 }))).toBe('no-such-file');
		symlinkSync('/etc', volumes('%2Fvar%2Flib%2Fdb/out'));
		symlinkSync('../../' + ID, volumes('%2Fvar%2Flib%2Fdb/storage'));
		write('secret', 'of the storage');
		for (const path of ['out/passwd', 'storage/secret']) {
			expect(await code(db.read(ID, path, never)), path).toBe('no-such-file');
		}
	});

	it('count against the limit of the pup', async () => {
		[limit, used] = [100, 95];
		expect(await code(send('base/large', 'more than is left'))).toBe('storage-limit');
	});
});
