/**
 * Files of boxes in real containers: stopped and running, and while the boxes are started and
 * copied.
 */
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isBoxError } from '../../src/lib/contract/errors.ts';
import { chmodSync, execFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from '../support/as-root.ts';
import { boxesFixture, type BoxesFixture } from './support/boxes-fixture.ts';
import { FILES } from './support/docker-fixture.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { cannotServeImages, image, layer, startRegistry, type Registry } from './support/registry-fixture.ts';

const why = cannotRunContainers() ?? cannotServeImages();
if (why) console.log(`skipped: ${why}`);

const never = new AbortController().signal;
const code = (work: Promise<unknown>) =>
	work.then(
		() => 'done',
		(error: unknown) => (isBoxError(error) ? error.code : String(error))
	);

describe.skipIf(why)('files of boxes', () => {
	let engine: EngineFixture;
	let registry: Registry;
	let life: BoxesFixture;
	let shell: string;
	let folder: string;

	beforeAll(async () => {
		folder = mkdtempSync('/tmp/dogebox-files-');
		chmodSync(folder, 0o755);
		registry = await startRegistry();
		await registry.push('shell', image([await layer(FILES)], { config: { Cmd: ['/bin/sh'] } }), '1');
		shell = `${registry.host}/shell:1`;
		engine = await engineFixture();
		life = await boxesFixture(engine, { allow: [registry.host] });
	}, 60_000);
	afterAll(async () => {
		await life?.end();
		await registry?.stop();
		await engine?.dispose();
		rmSync(folder, { recursive: true, force: true });
	});

	afterEach(async () => {
		for (const { id } of life.boxes.list({ limit: 500 }).boxes) {
			await life.done(life.boxes.remove(id, { force: true }));
		}
		for (const { name } of life.boxes.volumes()) await life.boxes.removeVolume(name);
		expect(await engine.left(), 'left behind').toEqual({});
	});

	const mounts = (id: string) =>
		readFileSync('/proc/self/mountinfo', 'utf8')
			.split('\n')
			.filter((line) => line.includes(id)).length;
	const wait = async (what: () => boolean) => expect.poll(what).toBe(true);

	async function write(box: string, path: string, content: string): Promise<void> {
		const files = await life.boxes.files();
		const size = Buffer.byteLength(content);
		const part = { path, size, version: '', offset: 0, replace: true };
		expect(await files.upload(box, part, Readable.from([Buffer.from(content)]))).toEqual({ offset: size, done: true });
	}
	async function get(box: string, path: string): Promise<string> {
		const opened = await (await life.boxes.files()).read(box, path, never);
		return text(opened.read(0, opened.size));
	}

	it('are the same whether it runs or not, with owners as inside', async () => {
		const volumes = [{ kind: 'volume' as const, name: 'kept', target: '/data', readonly: false }];
		const { box } = await life.create({ image: shell, name: 'files', start: false, volumes });
		const files = await life.boxes.files();
		await write('files', 'root/f', 'while it stood still');
		await write('files', 'data/v', 'in the volume');
		expect(await code(files.move('files', 'data/v', 'root/v'))).not.toBe('done');
		await life.done(life.boxes.start('files').job);
		const ls = "stat -c '%u %g %a %n' /root/f /data/v; cat /root/f /data/v";
		expect((await life.exec('files', `busybox ${ls}`)).text).toBe(
			'0 0 644 /root/f\n0 0 644 /data/v\nwhile it stood stillin the volume'
		);
		await write('files', 'root/g', 'while it ran');
		expect((await life.exec('files', 'cat /root/g; rm /root/f; echo inside > /root/h')).text).toBe('while it ran');
		expect(await get('files', 'root/h')).toBe('inside\n');
		expect(await code(files.read('files', 'root/f', never))).toBe('no-such-file');
		expect((await files.list('files', { path: 'proc', after: '', limit: 10 })).entries).toEqual([]);
		await life.done(life.boxes.stop('files', { signal: 'SIGTERM', graceSeconds: 0 }).job);
		expect(await get('files', 'root/h')).toBe('inside\n');
		expect(await files.stat('files', 'root/h', false)).toMatchObject({ mode: 0o100644, size: 7, uid: 0, gid: 0 });
		// Nothing of a stopped box stays mounted.
		await wait(() => mounts(box.id) === 0);
	});

	it('go through archives as they are: long names, links, hard links, times, owners', async () => {
		await life.create({ image: shell, name: 'archives', start: false });
		const files = await life.boxes.files();
		const long = `${'d'.repeat(120)}/${'n'.repeat(120)}`;
		const tree = [
			'mkdir -p t/sub && printf 0123456789 > t/f && ln t/f t/hard && ln -s sub t/link',
			`mkdir -p t/${'d'.repeat(120)} && echo long > t/${long} && : > t/empty`,
			'chown -R 1234:4321 t && chmod 6751 t/f && touch -d @1000000000 t/f t/sub'
		].join(' && ');
		execFileSync('sh', ['-c', tree], { cwd: folder });
		for (const format of ['gnu', 'pax', 'ustar']) {
			const names = format === 'ustar' ? ['--exclude', long.split('/')[0]!] : [];
			const packed = execFileSync('tar', ['-C', folder, `--format=${format}`, ...names, '-c', 't']);
			await files.createFolder('archives', format);
			await files.extract('archives', format, Readable.from([packed]), { strict: true, owner: null });
			const { stream } = await files.archive('archives', `${format}/t`, never);
			const back = execFileSync('tar', ['-tvf', '-', '--numeric-owner', '--full-time'], {
				input: await buffer(stream)
			});
			const lines = back.toString();
			expect(lines).toMatch(/-rws[-\w]* 1234\/4321 +10 2001-09-09 01:46:40 t\/(f|hard)\n/);
			expect(lines).toMatch(/^h.* t\/(f|hard) link to t\/(f|hard)$/m);
			expect(lines).toMatch(/ t\/link -> sub$/m);
			expect(lines).toMatch(/2001-09-09 01:46:40 t\/sub\/$/m);
			expect(lines.includes(long)).toBe(format !== 'ustar');
		}
		const send = (bytes: Buffer, strict = false) =>
			code(files.extract('archives', 'tmp', Readable.from([bytes]), { strict, owner: '7:8' }));
		const packed = execFileSync('tar', ['-C', folder, '-c', 't/f']);
		expect(await send(packed)).toBe('done');
		expect(await files.stat('archives', 'tmp/t/f', false)).toMatchObject({ uid: 7, gid: 8, mode: 0o106751 });
		expect(await send(packed.subarray(0, 515))).toBe('bad-archive');
		expect(await send(Buffer.from('no archive'.repeat(100)))).toBe('bad-archive');
		await files.remove('archives', 'tmp/t/f');
		await files.createFolder('archives', 'tmp/t/f');
		expect(await send(packed, true)).toBe('file-exists');
		expect(await send(packed)).toBe('done');
		execFileSync('mkfifo', ['t/pipe'], { cwd: folder });
		expect(await send(execFileSync('tar', ['-C', folder, '-c', 't/pipe']))).toBe('bad-archive');
		const up = execFileSync('tar', ['-C', folder, '-cP', '--transform', 's,^t/f,../../up,', 't/f']);
		expect(await send(up)).toBe('bad-archive');
	});

	it('are nobody else’s: long chains of links, paths that are none, bodies that were cut off before', async () => {
		await life.create({ image: shell, name: 'links' });
		const chain =
			'p=$(yes x | head -n 900 | tr "\\n" /); i=0; while [ $i -lt 60 ]; do ln -s "l$((i + 1))/$p" /tmp/l$i; i=$((i + 1)); done';
		expect((await life.exec('links', chain)).exitCode).toBe(0);
		const files = await life.boxes.files();
		expect(await code(files.stat('links', 'tmp/l0', true))).toBe('not-a-file');
		expect(await files.stat('links', 'tmp/l0', false)).toMatchObject({ target: Buffer.alloc(0) });
		for (const path of ['tmp/' + 'x'.repeat(256), 'tmp/a\0b']) {
			const packed = execFileSync('tar', ['-C', '/etc', '-c', 'hostname']);
			const unpacked = files.extract('links', path, Readable.from([packed]), { strict: false, owner: null });
			expect(await code(unpacked)).toBe('path-too-long');
			expect(await code(files.archive('links', path, never))).toBe('path-too-long');
		}
		await life.done(life.boxes.stop('links', { signal: 'SIGTERM', graceSeconds: 0 }).job);
		// More transfers than may run at once, and none of them keeps its slot.
		for (let times = 0; times < 10; times++) {
			const gone = new Readable({ read() {} });
			gone.on('error', () => {}).destroy(new Error('gone'));
			expect(await code(files.extract('links', 'tmp', gone, { strict: false, owner: null }))).not.toBe('done');
		}
		expect((await files.stat('links', 'root', false)).mode).toBe(0o040700);
	});

	it('are let go of when it is started, copied or removed', async () => {
		const { box } = await life.create({ image: shell, name: 'cut', start: false });
		const size = 32 * 1024 * 1024;
		writeFileSync(`${folder}/big`, Buffer.alloc(size));
		const files = await life.boxes.files();
		const packed = execFileSync('tar', ['-C', folder, '-c', 'big'], { maxBuffer: 2 * size });
		await files.extract('cut', 'root', Readable.from([packed]), { strict: false, owner: null });
		// A writer and a reader that stall.
		const endless = files.extract('cut', 'tmp', new Readable({ read() {} }), { strict: false, owner: null });
		const ended = code(endless);
		const slow = (await files.read('cut', 'root/big', never)).read(0, size);
		const cut = new Promise((resolve) => slow.once('error', resolve));
		slow.once('readable', () => slow.read(1));
		expect((await life.done(life.boxes.start('cut').job)).status).toBe('succeeded');
		slow.resume();
		expect(await cut).toBeInstanceOf(Error);
		expect(await ended).toBe('busy');
		expect((await life.exec('cut', 'busybox stat -c %s /root/big')).text).toBe(`${size}\n`);
		const { job } = life.boxes.snapshot('cut', 'one');
		expect((await life.done(job)).status).toBe('succeeded');
		await life.done(life.boxes.stop('cut', { signal: 'SIGTERM', graceSeconds: 0 }).job);
		expect((await files.stat('cut', 'root/big', false)).size).toBe(size);
		expect((await life.done(life.boxes.remove('cut', { force: false }))).status).toBe('succeeded');
		expect(mounts(box.id)).toBe(0);
		expect(await code(files.stat('cut', 'root', false))).toBe('not-found');
	});
});
