/**
 * Images that are kept: pulled from a real registry, saved to and loaded from archives, and
 * removed.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuilder, type Builder } from '../../src/lib/server/build/index.ts';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import { createEvents } from '../../src/lib/server/events/index.ts';
import { createJobs } from '../../src/lib/server/jobs/index.ts';
import { createImages, type Images, type ImageUser, type PullEvent } from '../../src/lib/server/images/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import {
	busyboxEntries,
	cannotServeImages,
	image,
	layer,
	sha256,
	startRegistry,
	tar,
	type Entry,
	type Registry
} from './support/registry-fixture.ts';
import { existsSync, readdirSync, readFileSync } from '../support/as-root.ts';

const reason = cannotRunContainers() ?? cannotServeImages();
if (reason) console.log(`images.test: skipped, ${reason}`);

const signal = new AbortController().signal;
const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

describe.skipIf(reason !== null)('images that are kept', () => {
	let fixture: EngineFixture;
	let registry: Registry;
	let serial = 0;
	const once = (): Entry => ({ name: `serial-${++serial}`, content: String(serial) });
	const ends: (() => void)[] = [];

	interface Store {
		data: string;
		database: Database;
		builder: Builder;
		images: Images;
		users: ImageUser[];
	}
	/** Creates a store with its own data folder on the same host. */
	function store(): Store {
		const data = mkdtempSync(join(fixture.paths.data, 'store-'));
		const database = openDatabase({
			file: join(data, 'dogebox.db'),
			migrations: new URL('../../drizzle', import.meta.url).pathname
		});
		const allow = [registry.host];
		const outbound = createOutbound({ folder: join(data, 'downloads'), allow, log, firstDelayMs: 10 });
		const { host, engine } = fixture;
		const builder = createBuilder({ host, engine, db: database, outbound, log });
		const users: ImageUser[] = [];
		const jobs = createJobs({ database, events: createEvents({ database, log }), logFolder: join(data, 'jobs'), log });
		const images = createImages({ database, jobs, builder, paths: { data }, cannotRun: () => new Error('it can') });
		images.addUsers(() => users);
		ends.push(() => database.close());
		return { data, database, builder, images, users };
	}
	const blobs = ({ data }: Store) => (existsSync(join(data, 'blobs')) ? readdirSync(join(data, 'blobs')) : []);
	const root = (layerId: string | null) => join(fixture.paths.images, layerId ?? '');

	beforeAll(async () => {
		fixture = await engineFixture();
		registry = await startRegistry();
	}, 60_000);
	afterAll(async () => {
		for (const end of ends) end();
		await registry?.stop();
		await fixture?.dispose();
	}, 60_000);

	async function pushed(name: string, config: Record<string, unknown> = {}, tag = 'latest') {
		const built = image([await layer([...busyboxEntries(), once()]), await layer([once()])], { config });
		return { built, digest: await registry.push(name, built, tag) };
	}

	it('pulls with progress, keeps the digest, and fetches nothing twice', async () => {
		const { built, digest } = await pushed('web', { Cmd: ['/bin/sh'], Labels: { a: 'b' } });
		const here = store();
		const events: PullEvent[] = [];
		const reference = `${registry.host}/web`;
		const pulled = await here.images.pull(reference, { onProgress: (event) => events.push(event), signal });
		const id = `sha256:${sha256(built.blobs[0]!.bytes)}`;
		expect(pulled).toMatchObject({
			fresh: true,
			digest: `sha256:${digest}`,
			image: { id, tags: [`${reference}:latest`], digests: [`${reference}@sha256:${digest}`], source: 'pull' }
		});
		expect(events.filter((event) => event.kind === 'layer').map((event) => event.status)).toEqual(
			expect.arrayContaining(['waiting', 'fetched', 'unpacked'])
		);
		expect(existsSync(join(root(pulled.image.layer), 'bin/busybox'))).toBe(true);
		expect(blobs(here).sort()).toEqual([digest, ...built.blobs.map(({ bytes }) => sha256(bytes))].sort());

		events.length = 0;
		expect((await here.images.pull(reference, { onProgress: (event) => events.push(event), signal })).fresh).toBe(
			false
		);
		const statuses = events.flatMap((event) => (event.kind === 'layer' ? event.status : []));
		expect(statuses).toContain('there');
		expect(statuses).not.toContain('fetched');
		for (const means of [reference, `${reference}:latest`, `${reference}@sha256:${digest}`, id, id.slice(7, 19)]) {
			expect(here.images.find(means)?.id).toBe(id);
		}
		expect(await here.images.get(id)).toMatchObject({ config: { Cmd: ['/bin/sh'], Labels: { a: 'b' } }, os: 'linux' });
		// A pup or box that names the image by its digest gets the same root.
		const { layers } = await here.builder.ensureImage(
			{ image: here.builder.pinnedImage(reference, `sha256:${digest}`), folder: '/' },
			() => {},
			() => {},
			signal
		);
		expect(layers.map((one) => one.id)).toEqual([pulled.image.layer]);
	});

	it('takes what it saved, with the same ids, and removes all of it', async () => {
		const { digest } = await pushed('saved');
		const here = store();
		const reference = `${registry.host}/saved`;
		const { image: pulled } = await here.images.pull(reference, { signal });
		here.images.tag(reference, 'mine:1');
		const archive = await buffer(await here.images.save(['mine:1']));

		const there = store();
		const loaded: string[] = [];
		const [image] = await there.images.load(Readable.from([gzipSync(archive)]), {
			onLoaded: (name) => loaded.push(name),
			signal
		});
		expect(loaded).toEqual(['mine:1']);
		expect(image).toMatchObject({ id: pulled.id, manifest: `sha256:${digest}`, tags: ['mine:1'], source: 'load' });
		expect(blobs(there).sort()).toEqual(blobs(here).sort());

		expect(await here.images.remove('mine:1', false)).toEqual([{ untagged: 'mine:1' }]);
		here.users.push({ layer: pulled.layer!, id: 'x', name: 'box', running: true });
		await expect(here.images.remove(reference, false)).rejects.toMatchObject({ code: 'image-in-use', status: 409 });
		here.users.length = 0;
		expect(await here.images.remove(reference, false)).toContainEqual({ deleted: pulled.id });
		expect(blobs(here)).toEqual([]);
		// A layer that was unpacked a moment ago is kept for a short time, and then it can be
		// freed.
		await expect.poll(() => here.builder.unusedLayers().map(({ id }) => id)).toContain(pulled.layer);
		expect(here.images.find(reference)).toBeNull();
	});

	it('takes archives of older tools, with a link in place of a layer that comes twice', async () => {
		const here = store();
		const first = await layer([...busyboxEntries(), once()], 'plain');
		const second = await layer([once()], 'plain');
		const diffs = [first, second, second].map(({ diffId }) => `sha256:${diffId}`);
		const config = JSON.stringify({
			os: 'linux',
			architecture: '',
			created: '2026-01-02T03:04:05Z',
			config: { Env: ['A=b'] },
			rootfs: { type: 'layers', diff_ids: diffs },
			history: [
				{ created_by: 'ADD rootfs' },
				{ created_by: 'ENV A=b', empty_layer: true },
				{ created_by: 'RUN x' },
				{ created_by: 'RUN x' }
			]
		}).replace('"architecture":""', `"architecture":"${process.arch === 'x64' ? 'amd64' : process.arch}"`);
		const archive = await tar([
			{ name: 'one/layer.tar', content: first.bytes },
			{ name: 'two/layer.tar', content: second.bytes },
			{ name: 'three/layer.tar', type: 'symlink', linkname: '../two/layer.tar' },
			{ name: 'config.json', content: config },
			{
				name: 'manifest.json',
				content: JSON.stringify([
					{
						Config: 'config.json',
						RepoTags: ['old:1', 'old:2'],
						Layers: ['one/layer.tar', 'two/layer.tar', 'three/layer.tar']
					}
				])
			}
		]);
		const [loaded] = await here.images.load(Readable.from([archive]), { signal });
		expect(loaded).toMatchObject({
			id: `sha256:${createHash('sha256').update(config).digest('hex')}`,
			tags: ['old:1', 'old:2'],
			createdAt: Date.parse('2026-01-02T03:04:05Z')
		});
		expect((await here.images.history('old:1')).map(({ createdBy }) => createdBy)).toEqual([
			'RUN x',
			'RUN x',
			'ENV A=b',
			'ADD rootfs'
		]);
		expect(await here.images.prune({ all: true })).toMatchObject({
			removed: expect.arrayContaining([{ deleted: loaded!.id }])
		});
		expect(blobs(here)).toEqual([]);
	});

	it('makes an image of a root', async () => {
		const here = store();
		const bytes = gzipSync(await tar([...busyboxEntries(), once()]));
		const made = await here.images.assemble(
			{ root: Readable.from([bytes]), source: 'import', config: { Cmd: ['sh'] }, comment: 'by hand', name: 'root:1' },
			signal
		);
		expect(made).toMatchObject({ tags: ['root:1'], source: 'import' });
		expect(await here.images.history('root:1')).toMatchObject([{ comment: 'by hand', sizeBytes: bytes.length }]);
		expect(readFileSync(join(root(made.layer), 'bin/busybox')).length).toBeGreaterThan(0);
	});

	it('refuses hostile archives, and keeps nothing of them', async () => {
		const here = store();
		const good = await layer([once()], 'plain');
		const config = (diff: string) =>
			JSON.stringify({ os: 'linux', rootfs: { type: 'layers', diff_ids: [`sha256:${diff}`] } });
		const saved = (over: object) =>
			JSON.stringify([{ Config: 'config.json', RepoTags: ['evil:1'], Layers: ['layer.tar'], ...over }]);
		const archives: Record<string, Entry[]> = {
			'a name that leads out': [{ name: '../../etc/evil', content: 'x' }],
			'a link that leads out': [{ name: 'config.json', type: 'symlink', linkname: '/etc/passwd' }],
			'a path in a document that leads out': [
				{ name: 'config.json', content: config(good.diffId) },
				{ name: 'layer.tar', content: good.bytes },
				{ name: 'manifest.json', content: saved({ Layers: ['../../../../etc/passwd'] }) }
			],
			'a layer with another hash': [
				{ name: 'config.json', content: config('0'.repeat(64)) },
				{ name: 'layer.tar', content: good.bytes },
				{ name: 'manifest.json', content: saved({}) }
			],
			'a layer that is missing': [
				{ name: 'config.json', content: config(good.diffId) },
				{ name: 'manifest.json', content: saved({}) }
			],
			'no image': [{ name: 'readme', content: 'hello' }],
			'a bomb': [
				{ name: 'config.json', content: config(good.diffId) },
				{ name: 'layer.tar', content: gzipSync(Buffer.alloc(200 * 1024 * 1024)) },
				{ name: 'manifest.json', content: saved({}) }
			]
		};
		for (const [what, entries] of Object.entries(archives)) {
			const archive = await tar(entries);
			await expect(here.images.load(Readable.from([archive]), { signal }), what).rejects.toMatchObject({
				status: expect.toSatisfy((status: number) => status === 422 || status === 400) as number
			});
		}
		expect(here.images.list()).toEqual([]);
		await here.images.recover();
		expect(blobs(here)).toEqual([]);
	}, 60_000);
});
