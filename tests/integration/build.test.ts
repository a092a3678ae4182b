import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuilder, type Builder, type BuiltImage } from '../../src/lib/server/build/index.ts';
import { openDatabase, tables, type Database } from '../../src/lib/server/db/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { keepImageFolder, seedImageFolder } from '../support/images.ts';
import {
	execFileSync,
	existsSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	spawnSync
} from '../support/as-root.ts';

const reason =
	cannotRunContainers() ?? (spawnSync('mmdebstrap', ['--version']).error ? 'mmdebstrap is not installed' : null);
if (reason) console.log(`build.test: skipped, ${reason}`);

const never = new AbortController().signal;
const quiet = () => {};
const quietLog = pino({ level: 'silent' });
const outboundTo = (data: string, allow: string[] = []) =>
	createOutbound({ folder: join(data, 'downloads'), allow, log: quietLog, firstDelayMs: 10 });
/** Milliseconds that a first build may take here. */
const LONG = 400_000;

describe.skipIf(reason !== null)('the builder', () => {
	let fixture: EngineFixture;
	let database: Database;
	let builder: Builder;
	const data = mkdtempSync(join(tmpdir(), 'dogebox-build-'));
	const images = join(data, 'images');

	/**
	 * Processes that have a folder of this test among their mounts: everything that a build starts,
	 * wherever it runs.
	 */
	const processes = () =>
		readdirSync('/proc')
			.filter((name) => /^\d+$/.test(name))
			.filter((pid) => {
				try {
					return readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(data);
				} catch {
					return false;
				}
			});
	const halfMade = () => readdirSync(images).filter((name) => name.startsWith('.building-'));
	const rows = () => database.db.select().from(tables.images).all();
	const create = () =>
		createBuilder({
			host: fixture.host,
			engine: fixture.engine,
			db: database,
			outbound: outboundTo(data),
			log: quietLog
		});

	beforeAll(async () => {
		fixture = await engineFixture({ data });
		database = openDatabase({ file: ':memory:', migrations: join(import.meta.dirname, '../../drizzle') });
		seedImageFolder(images);
		builder = create();
		await builder.recover();
	});

	afterAll(async () => {
		keepImageFolder(images);
		await fixture?.dispose();
		database?.close();
		rmSync(data, { recursive: true, force: true });
	});

	let base: BuiltImage;

	it('can build here', async () => {
		expect((await builder.capabilities()).debian).toEqual({ ok: true });
	});

	it(
		'builds the base once for two callers, owned by the mapped range',
		async () => {
			const seen: number[] = [];
			const [one, two] = await Promise.all([
				builder.ensureBase({}, (fraction) => seen.push(fraction), quiet, never),
				builder.ensureBase({}, quiet, quiet, never)
			]);
			base = one;
			expect(two).toEqual(one);
			expect(seen.at(-1)).toBe(1);
			expect([...seen].sort((a, b) => a - b)).toEqual(seen);
			const passwd = join(base.path, 'etc/passwd');
			expect(readFileSync(passwd, 'utf8')).toMatch(/^pup:x:420:69:/m);
			expect(lstatSync(passwd).uid).toBe(524288);
			// Debian itself sets the setuid bit. Inside of a pup, no-new-privileges makes it
			// ineffective.
			expect(lstatSync(join(base.path, 'usr/bin/passwd')).mode & 0o4000).toBe(0o4000);
			expect(lstatSync(join(base.path, 'usr/sbin/unix_chkpwd')).gid).toBe(524288 + 42);
			expect(readdirSync(join(base.path, 'dev'))).toEqual([]);
			expect(existsSync(join(base.path, 'etc/apt/sources.list'))).toBe(false);
			expect(existsSync(join(base.path, 'usr/share/man/man1'))).toBe(false);
			expect(base.sizeBytes).toBeGreaterThan(50_000_000);
			expect(rows().find((row) => row.id === base.id)).toMatchObject({ kind: 'base', status: 'ready' });
			expect(halfMade()).toEqual([]);
			keepImageFolder(images);
		},
		LONG
	);

	it(
		'installs packages as a layer of their own, in a container without network',
		async () => {
			const seen: number[] = [];
			const log: string[] = [];
			const layers = await builder.ensureDebian(
				{ packages: ['python3-minimal', 'python3-minimal', 'netcat-openbsd'] },
				(fraction) => seen.push(fraction),
				(line) => log.push(line),
				never
			);
			expect(layers.map((layer) => layer.id)[0]).toBe(base.id);
			expect(layers).toHaveLength(2);
			const [, top] = layers as [BuiltImage, BuiltImage];
			expect(existsSync(join(top.path, 'usr/bin/python3'))).toBe(true);
			expect(lstatSync(join(top.path, 'usr/bin/python3.11')).uid).toBe(524288);
			// The layer contains only what was added, without the base's own files.
			expect(existsSync(join(top.path, 'usr/bin/bash'))).toBe(false);
			expect(existsSync(join(top.path, 'var/cache/apt/archives/lock'))).toBe(false);
			expect(readFileSync(join(top.path, 'var/lib/dpkg/status'), 'utf8')).toMatch(/^Package: python3-minimal$/m);
			expect([...seen].sort((a, b) => a - b)).toEqual(seen);
			expect(halfMade()).toEqual([]);
			expect(readdirSync(join(fixture.paths.run, 'containers'))).toEqual([]);

			const lines: string[] = [];
			const { exitCode } = await fixture.engine.runOnce(
				{
					id: 'build-1234',
					layers: layers.map((layer) => layer.path),
					upper: null,
					mounts: [],
					argv: ['/usr/bin/python3', '-c', 'import sys; print(sys.version_info[0] * 14)'],
					env: {},
					limits: { memoryBytes: 256 * 1024 * 1024, pids: 64, cpus: null }
				},
				(line) => lines.push(line)
			);
			expect([exitCode, lines]).toEqual([0, ['42']]);
		},
		LONG
	);

	it(
		'puts archives from the web over the base, as a layer that other bases can have too',
		async () => {
			const bytes = gzipSync(execFileSync('tar', ['-c', '-C', import.meta.dirname, 'build.test.ts']));
			const server = createServer((_request, response) => response.end(bytes));
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			try {
				const place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
				const fetching = createBuilder({
					...{ host: fixture.host, engine: fixture.engine, db: database, log: quietLog },
					outbound: outboundTo(data, [place])
				});
				const sha256 = createHash('sha256').update(bytes).digest('hex');
				const archive = { url: `http://${place}/tests.tar.gz`, sha256, unpackTo: '/opt/tests' };
				const seen: number[] = [];
				const layers = await fetching.ensureDebian(
					{ packages: [], fetch: [archive] },
					(fraction) => seen.push(fraction),
					quiet,
					never
				);
				expect(layers.map((layer) => layer.title)).toEqual([base.title, 'tests.tar.gz']);
				expect(readdirSync(join(layers[1]!.path, 'opt/tests'))).toEqual(['build.test.ts']);
				expect([...seen].sort((a, b) => a - b)).toEqual(seen);
				expect(rows().find((row) => row.id === layers[1]!.id)).toMatchObject({ kind: 'archives', parentId: null });
				await expect(
					fetching.ensureDebian({ packages: [], fetch: [{ ...archive, unpackTo: '/proc' }] }, quiet, quiet, never)
				).rejects.toMatchObject({ code: 'invalid-input' });
				await expect(
					fetching.ensureDebian({ packages: [], snapshot: 'yesterday' }, quiet, quiet, never)
				).rejects.toMatchObject({ code: 'invalid-input' });
			} finally {
				server.close();
			}
		},
		LONG
	);

	it(
		'takes what is there already, also after a restart without a row',
		async () => {
			const said: string[] = [];
			const spec = { packages: ['netcat-openbsd', 'python3-minimal'] };
			const before = await builder.ensureDebian(spec, quiet, quiet, never);
			database.db.delete(tables.images).run();
			const again = create();
			await again.recover();
			expect(rows()).toHaveLength(readdirSync(images).filter((name) => /^[0-9a-f]{64}$/.test(name)).length);
			expect(await again.ensureDebian(spec, (_fraction, note) => said.push(note), quiet, never)).toEqual(before);
			expect(said.at(-1)).toBe('The packages are there already');
		},
		LONG
	);

	it(
		'names a package that does not exist, and one that could not',
		async () => {
			await expect(
				builder.ensureDebian({ packages: ['no-such-package-here'] }, quiet, quiet, never)
			).rejects.toMatchObject({
				code: 'unknown-package',
				message: expect.stringContaining('no-such-package-here')
			});
			await expect(builder.ensureDebian({ packages: ['-o=x'] }, quiet, quiet, never)).rejects.toMatchObject({
				status: 422
			});
			expect(halfMade()).toEqual([]);
		},
		LONG
	);

	it(
		'leaves nothing of an installation that is cancelled',
		async () => {
			const controller = new AbortController();
			const before = rows().length;
			const run = builder.ensureDebian(
				{ packages: ['python3-minimal', 'perl', 'netcat-openbsd'] },
				(_fraction, note) => {
					if (note.startsWith('Unpacking')) controller.abort(new Error('enough'));
				},
				quiet,
				controller.signal
			);
			await expect(run).rejects.toThrow('enough');
			expect(halfMade()).toEqual([]);
			expect(rows()).toHaveLength(before);
			expect(processes()).toEqual([]);
			expect(execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' })).not.toContain(data);
			expect(readdirSync(join(fixture.paths.run, 'containers'))).toEqual([]);
		},
		LONG
	);

	it(
		'leaves nothing of a base that is cancelled in the midst',
		async () => {
			const controller = new AbortController();
			const run = builder.ensureBase(
				{ suite: 'trixie' },
				(fraction) => {
					if (fraction > 0.15) controller.abort(new Error('enough'));
				},
				quiet,
				controller.signal
			);
			await expect(run).rejects.toThrow('enough');
			expect(halfMade()).toEqual([]);
			expect(readdirSync(join(images, '.apt')).filter((name) => name.startsWith('base-'))).toEqual([]);
			expect(processes()).toEqual([]);
			expect(execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' })).not.toContain(data);
		},
		LONG
	);

	it('removes what no pup uses, and what a killed build left', async () => {
		const id = 'f'.repeat(64);
		execFileSync('mkdir', [
			'-p',
			join(images, `.building-${id}/root`),
			join(images, id),
			join(images, `.apt/base-${id}/root`)
		]);
		const later = create();
		await later.recover();
		expect(existsSync(join(images, id))).toBe(false);
		expect(halfMade()).toEqual([]);
		expect(readdirSync(join(images, '.apt'))).not.toContain(`base-${id}`);
		const layers = rows().filter((row) => row.parentId === base.id);
		keepImageFolder(images);
		let uses = [layers[0]!.id];
		later.addUser(() => [{ layers: uses, pupId: 'p', version: '1', as: 'current' }]);
		const freeAll = () => later.freeUnused(later.unusedLayers().map(({ id }) => id));
		const used = later.layers().find(({ id }) => id === layers[0]!.id);
		expect(used?.usedBy).toEqual([{ pupId: 'p', version: '1', as: 'current' }]);
		expect(later.unusedLayers().map(({ id }) => id)).not.toContain(base.id);
		await freeAll();
		expect(existsSync(base.path)).toBe(true);
		// A layer that is in use is never freed, even by explicit request.
		expect(await later.freeUnused(uses)).toBe(0);
		uses = [];
		const bytes = later.unusedLayers().reduce((sum, layer) => sum + layer.bytes, 0);
		expect(bytes).toBeGreaterThan(50_000_000);
		expect(await freeAll()).toBe(bytes);
		expect(readdirSync(images).filter((name) => /^[0-9a-f]/.test(name) && name !== 'base')).toEqual([]);
	});
});
