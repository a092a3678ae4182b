/** Files in a real storage, through the real script, including what a pup can put in the way. */
import { execFileSync, spawn } from 'node:child_process';
import {
	chownSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	statSync,
	utimesSync,
	writeFileSync
} from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import {
	ID,
	OTHER,
	OWNER,
	ROOT,
	data,
	files,
	at,
	never,
	write,
	folder,
	link,
	code,
	read,
	names,
	upload,
	space,
	usePupStorage
} from '../../../../../tests/support/pup-storage.ts';

usePupStorage();

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
		// ctime cannot be set. A file has a tag only after it was unchanged for two seconds.
		await expect
			.poll(async () => (await files.read(ID, 'a', never)).tag, { timeout: 20_000, interval: 500 })
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
		expect(await code(upload('neighbour/planted', 'x'))).toBe('no-such-file');
		expect(await code(files.createFolder(ID, 'neighbour/planted'))).toBe('no-such-file');
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
				await upload(`here/new${round}`, 'x').catch(() => undefined);
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
		expect(await code(upload('in/file', 'other'))).toBe('file-exists');
		expect(await upload('in/file', 'other', { replace: true })).toEqual({ offset: 5, done: true });
		expect(readFileSync(at('in/file'), 'utf8')).toBe('other');
		expect(await upload('in/empty', '')).toEqual({ offset: 0, done: true });
		expect(await code(upload('in', 'x', { replace: true }))).toBe('not-a-file');
		expect(await code(upload('in/more', 'too much', { size: 3 }))).toBe('too-large');
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
		[space.limit, space.used] = [1000, 900];
		expect(await code(upload('a', 'x'.repeat(101)))).toBe('storage-limit');
		expect(await code(upload('a', 'x'.repeat(100)))).toBe('done');
		space.limit = null;
		space.disk = { size: 100e9, free: 256e6 + 50 };
		expect(await code(upload('b', 'x'.repeat(51)))).toBe('disk-full');
		expect(await code(upload('b', 'x'.repeat(50)))).toBe('done');
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
		await files.createFolder(ID, 'new');
		expect(statSync(at('new'))).toMatchObject({ uid: OWNER[0], gid: OWNER[1] });
		expect(await code(files.createFolder(ID, 'new'))).toBe('file-exists');
		// Deeper than any path can be. No system call accepts such a path.
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
