/**
 * Archives from the web become a layer: downloaded over HTTP, verified, unpacked, and used by a
 * real container.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createArchives, type EnsureArchives } from '../../src/lib/server/build/archives/archives.ts';
import { createBuilder } from '../../src/lib/server/build/index.ts';
import { createImageStore } from '../../src/lib/server/build/image-store.ts';
import { createLayerBuilder } from '../../src/lib/server/build/layer-builder.ts';
import { createShare } from '../../src/lib/server/build/shared.ts';
import { openDatabase, tables, type Database } from '../../src/lib/server/db/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	execFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	spawnSync,
	writeFileSync
} from '../support/as-root.ts';

const reason = cannotRunContainers();
if (reason) console.log(`build-archives.test: skipped, ${reason}`);
const noXz = spawnSync('xz', ['--version']).error ? 'xz is not installed' : null;
if (noXz) console.log(`build-archives.test, xz: skipped, ${noXz}`);

const never = new AbortController().signal;
const log = pino({ level: 'silent' });
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe.skipIf(reason !== null)('archives from the web', () => {
	let fixture: EngineFixture;
	let database: Database;
	let server: Server;
	let origin: string;
	/** The content for each path, and after how many bytes the connection is closed, once. */
	const served = new Map<string, { bytes: Buffer; cutAt?: number; hangs?: boolean }>();
	let asked: string[] = [];
	const data = mkdtempSync(join(tmpdir(), 'dogebox-archives-'));
	const images = join(data, 'images');
	let ensure: EnsureArchives;
	let program: Buffer;

	beforeAll(async () => {
		fixture = await engineFixture({ data });
		database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../drizzle') });
		server = createServer((request, response) => {
			asked.push(`${request.url}${request.headers.range ? ` ${request.headers.range}` : ''}`);
			const found = served.get(request.url ?? '');
			if (!found) return response.writeHead(404).end();
			const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
			const body = found.bytes.subarray(from);
			response.writeHead(from > 0 ? 206 : 200, {
				'content-length': body.length,
				etag: '"one"',
				...(from > 0 && { 'content-range': `bytes ${from}-${found.bytes.length - 1}/${found.bytes.length}` })
			});
			const { cutAt, hangs } = found;
			if (hangs) return void response.write(body.subarray(0, 1000));
			if (cutAt === undefined) return response.end(body);
			delete found.cutAt;
			response.write(body.subarray(0, cutAt), () => response.destroy());
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
		origin = `http://${place}`;
		const outbound = createOutbound({ folder: join(data, 'downloads'), allow: [place], log, firstDelayMs: 10 });
		const store = createImageStore(database, images);
		const layerBuilder = createLayerBuilder({
			host: fixture.host,
			store,
			log,
			handOut: () => {},
			leaving: () => undefined
		});
		ensure = createArchives({ host: fixture.host, outbound, share: createShare(), layerBuilder, now: Date.now });
		program = await tarGz({
			'tool-1.0/bin/tool': '#!/bin/sh\necho "the tool, $1"\n',
			'tool-1.0/share/data': 'x'.repeat(300_000)
		});
	});

	afterAll(async () => {
		server?.closeAllConnections();
		server?.close();
		await fixture?.dispose();
		database?.close();
		rmSync(data, { recursive: true, force: true });
	});

	beforeEach(() => {
		asked = [];
		served.clear();
	});

	/** An archive by GNU tar, as release archives are, created by a user with another id. */
	async function tarGz(files: Record<string, string>, how = '-czf'): Promise<Buffer> {
		const from = mkdtempSync(join(data, 'release-'));
		for (const [path, text] of Object.entries(files)) {
			mkdirSync(join(from, path, '..'), { recursive: true });
			writeFileSync(join(from, path), text, { mode: path.includes('/bin/') ? 0o755 : 0o600 });
		}
		const names = readdirSync(from);
		execFileSync('tar', ['--owner=1000', '--group=1000', how, join(from, 'out'), '-C', from, ...names]);
		return readFileSync(join(from, 'out'));
	}
	const offer = (path: string, bytes: Buffer, more: { cutAt?: number; hangs?: boolean } = {}) => {
		served.set(path, { bytes, ...more });
		return { url: `${origin}${path}`, sha256: hashOf(bytes), unpackTo: '/opt/tool', stripComponents: 1 };
	};
	const quiet = { progress: () => {}, log: () => {} };
	const left = () => readdirSync(images).filter((name) => name.startsWith('.building-'));

	it('are fetched although the connection breaks, counted in bytes, unpacked once for two, and run in a container', async () => {
		const seen: number[] = [];
		const notes: string[] = [];
		const listener = {
			progress: (fraction: number, note: string) => {
				seen.push(fraction);
				notes.push(note);
			},
			log: () => {}
		};
		const archive = offer('/tool-1.0.tar.gz', program, { cutAt: 200 });
		const [one, two] = await Promise.all([ensure([archive], listener, never), ensure([archive], quiet, never)]);
		expect(two).toEqual(one);
		expect(asked).toEqual(['/tool-1.0.tar.gz', expect.stringMatching(/^\/tool-1\.0\.tar\.gz bytes=\d+-$/)]);
		expect([...seen].sort((a, b) => a - b)).toEqual(seen);
		expect(seen.at(-1)).toBe(1);
		expect(notes.some((note) => /^Downloading tool-1\.0\.tar\.gz \(.+ of .+B\)$/.test(note))).toBe(true);
		expect(notes).toContain('Unpacking tool-1.0.tar.gz');

		expect(one.title).toBe('tool-1.0.tar.gz');
		const row = database.db
			.select()
			.from(tables.images)
			.all()
			.find((image) => image.id === one.id);
		expect(row).toMatchObject({ kind: 'archives', status: 'ready', parentId: null });
		// As if a package had installed it: owned by root of the mapped range and readable by the
		// pup.
		const stat = (path: string) => lstatSync(join(one.path, path));
		expect([stat('opt').uid, stat('opt').mode & 0o7777]).toEqual([524288, 0o755]);
		expect([stat('opt/tool/bin/tool').uid, stat('opt/tool/bin/tool').mode & 0o7777]).toEqual([524288, 0o755]);
		expect([stat('opt/tool/share/data').gid, stat('opt/tool/share/data').mode & 0o7777]).toEqual([524288, 0o644]);
		expect(left()).toEqual([]);

		const lines: string[] = [];
		const { exitCode } = await fixture.engine.runOnce(
			{
				id: 'build-a4c41e',
				layers: [fixture.base, one.path],
				upper: null,
				mounts: [],
				argv: ['/opt/tool/bin/tool', 'run'],
				env: { PATH: '/bin' },
				limits: { memoryBytes: 64 * 1024 ** 2, pids: 16, cpus: null }
			},
			(line) => lines.push(line)
		);
		expect([exitCode, lines]).toEqual([0, ['the tool, run']]);

		asked = [];
		expect(await ensure([archive], quiet, never)).toEqual(one);
		expect(asked).toEqual([]);
		// Another target folder gives another layer from the same download.
		const other = await ensure([{ ...archive, unpackTo: '/lib/tool' }], quiet, never);
		expect(other.id).not.toBe(one.id);
		expect(existsSync(join(other.path, 'usr/lib/tool/bin/tool'))).toBe(true);
		expect(asked).toEqual([]);
	});

	it('lie over each other in their order, and never below a link that one of them brought', async () => {
		const links = pack();
		links.entry({ name: 'top/evil', type: 'symlink', linkname: data });
		links.finalize();
		const chunks: Buffer[] = [];
		for await (const chunk of links as AsyncIterable<Buffer>) chunks.push(chunk);
		const first = { ...offer('/links.tar', Buffer.concat(chunks)), unpackTo: '/opt' };
		const second = { ...offer('/tool.tar.gz', program), unpackTo: '/opt/evil' };
		const before = readdirSync(data).sort();
		const layer = await ensure([first, second], quiet, never);
		expect(lstatSync(join(layer.path, 'opt/evil')).isDirectory()).toBe(true);
		expect(existsSync(join(layer.path, 'opt/evil/bin/tool'))).toBe(true);
		expect(readdirSync(data).sort()).toEqual(before);
	});

	it.skipIf(noXz !== null)('may be packed with xz, and are refused when that is damaged', async () => {
		const bytes = await tarGz({ 'x/file': 'packed '.repeat(5000) }, '-cJf');
		const layer = await ensure([offer('/x.tar.xz', bytes)], quiet, never);
		expect(readFileSync(join(layer.path, 'opt/tool/file'), 'utf8')).toHaveLength(35_000);
		const torn = Buffer.from(bytes);
		torn.fill(7, Math.floor(torn.length / 2));
		await expect(ensure([offer('/torn.tar.xz', torn)], quiet, never)).rejects.toMatchObject({ code: 'bad-archive' });
		expect(left()).toEqual([]);
	});

	it('leave nothing when their hash is wrong, when they are none, or hostile', async () => {
		const layers = () => readdirSync(images).filter((name) => /^[0-9a-f]{64}/.test(name)).length;
		const before = [layers(), database.db.select().from(tables.images).all().length];
		const good = offer('/good.tar.gz', program);
		const wrong = { ...good, sha256: 'a'.repeat(64) };
		await expect(ensure([wrong], quiet, never)).rejects.toMatchObject({ code: 'wrong-hash' });
		const page = offer('/page.tar.gz', Buffer.from('<html>Sign in to download</html>'.repeat(40)));
		await expect(ensure([good, page], quiet, never)).rejects.toMatchObject({ code: 'bad-archive' });
		const gone = { url: `${origin}/gone`, sha256: 'b'.repeat(64), unpackTo: '/opt/tool' };
		await expect(ensure([good, gone], quiet, never)).rejects.toMatchObject({ code: 'http-status' });
		await expect(ensure([{ ...good, unpackTo: '/storage/x' }], quiet, never)).rejects.toMatchObject({ status: 422 });
		expect(left()).toEqual([]);
		expect([layers(), database.db.select().from(tables.images).all().length]).toEqual(before);
	});

	it('leave nothing when they are cancelled, and what a killed build left goes at the next start', async () => {
		const controller = new AbortController();
		const bytes = randomBytes(100_000);
		const run = ensure([offer('/slow.tar.gz', bytes, { hangs: true })], quiet, controller.signal);
		await expect.poll(() => asked.length).toBe(1);
		controller.abort(new Error('enough'));
		await expect(run).rejects.toThrow('enough');
		expect(left()).toEqual([]);

		mkdirSync(join(images, `.building-${'e'.repeat(64)}/root/opt`), { recursive: true });
		const { host, engine } = fixture;
		const outbound = createOutbound({ folder: join(data, 'downloads'), allow: [], log });
		await createBuilder({ host, engine, db: database, outbound, log }).recover();
		expect(left()).toEqual([]);
	});
});
