/**
 * Updates of a pup from a git repository served over HTTP, on one box with a real engine and
 * database. Only the build of a layer is a stand-in.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BoxError } from '../../src/lib/contract/errors.ts';
import type { Job } from '../../src/lib/contract/jobs.ts';
import { createImageStore, type ImageStore } from '../../src/lib/server/build/image-store.ts';
import { createLayerKeeper } from '../../src/lib/server/build/layer-use.ts';
import type { Builder } from '../../src/lib/server/build/types.ts';
import type { Database } from '../../src/lib/server/db/index.ts';
import { createLocalHost, createSpawner } from '../../src/lib/server/host/index.ts';
import { createOutbound } from '../../src/lib/server/outbound/index.ts';
import { createGitReader } from '../../src/lib/server/sources/git/index.ts';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from '../support/as-root.ts';
import {
	cannotServeGit,
	createRepository,
	serveGit,
	type GitServer,
	type TestRepository,
	type TreeContent
} from '../support/git-server.ts';
import { cannotRunContainers, engineFixture, type EngineFixture } from './support/engine-fixture.ts';
import { pupsFixture, tinyRootBuilder, writeIndex, type PupsFixture } from './support/pups-fixture.ts';

const why = cannotRunContainers() ?? cannotServeGit();
if (why) console.log(`skipped: ${why}`);

const STAY = 'trap "exit 0" TERM; while :; do sleep 0.1; done';
const layerOf = (name: string) => createHash('sha256').update(name).digest('hex');

/** A health check with the shortest allowed times. */
const healthIf = (file: string) => ({
	exec: { argv: ['sh', '-c', `[ -e ${file} ]`] },
	interval: 2,
	timeout: 1,
	retries: 1,
	startPeriod: 0
});

interface Content {
	packages?: string[];
	/** Script of each service. */
	services?: Record<string, string>;
	fields?: object[];
	pages?: string[];
	container?: object;
	/** Health check of each service. */
	health?: object;
	notes?: string;
}

/** Content of a repository with one pup. */
function content(
	version: string,
	{ packages = [], services, fields = [], pages = [], container, health, notes }: Content
) {
	const all = services ?? { web: `echo ${version} > /storage/version; ${STAY}` };
	const exposes = ['Page', ...pages].map((name, at) => ({ name, type: 'http', port: 8080 + at, webUI: true }));
	const manifest = {
		manifestVersion: 1,
		meta: { name: 'Club', version },
		config: {
			sections: [
				{
					name: 's',
					fields: [
						{ name: 'GREETING', label: 'Greeting', type: 'text', default: 'hello' },
						{ name: 'SECRET', label: 'Secret', type: 'password' },
						...fields
					]
				}
			]
		},
		container: {
			build: { debian: { packages } },
			services: Object.keys(all).map((name) => ({
				name,
				command: { exec: `sh /pup/${name}.sh` },
				...(health && { health })
			})),
			exposes,
			...container
		}
	};
	const files = Object.entries(all).map(([name, script]) => [`${name}.sh`, script]);
	return {
		'dogebox.json': JSON.stringify({ id: 'club', name: 'Club', pups: [{ location: 'club' }] }),
		club: {
			tree: {
				'manifest.json': JSON.stringify(manifest),
				...(Object.fromEntries(files) as TreeContent),
				...(notes && { 'CHANGELOG.md': notes })
			}
		}
	} satisfies TreeContent;
}

describe.skipIf(why)('an update', () => {
	let engine: EngineFixture;
	let box: PupsFixture;
	let tiny: ReturnType<typeof tinyRootBuilder>;
	let images: ImageStore;
	let repository: TestRepository;
	let server: GitServer;
	let source: string;
	let id = '';
	let served = '';

	/** Layers of packages are empty folders, managed by the real layer keeper. */
	function builderOver(database: Database): Builder {
		images = createImageStore(database, engine.paths.images);
		const keeper = createLayerKeeper({ host: engine.host, store: images });
		return {
			...tiny.builder,
			...keeper,
			ensureDebian: (spec, progress, log, signal) =>
				keeper.during(async () => {
					const base = await tiny.builder.ensureDebian(spec, progress, log, signal);
					const layers = spec.packages.map((name) => {
						if (name === 'unbuildable') {
							throw new BoxError({ code: 'build-failed', status: 422, message: 'There is no such package.' });
						}
						const layer = layerOf(name);
						mkdirSync(join(engine.paths.images, layer), { recursive: true, mode: 0o755 });
						keeper.handOut(layer);
						return images.finish({
							id: layer,
							kind: 'packages',
							title: name,
							parentId: null,
							createdAt: 1,
							sizeBytes: 1000
						});
					});
					return [...base, ...layers];
				})
		};
	}

	beforeAll(async () => {
		engine = await engineFixture();
		tiny = tinyRootBuilder(engine);
		served = mkdtempSync(join(tmpdir(), 'dbx-served-'));
		repository = createRepository(join(served, 'club.git'));
		server = await serveGit(served);
		const builtin = join(engine.paths.data, 'builtin');
		writeIndex(builtin, []);
		const log = pino({ level: 'silent' });
		const local = createLocalHost({ paths: engine.paths, names: engine.names, spawn: createSpawner() });
		const outbound = createOutbound({ folder: join(engine.paths.data, 'downloads'), allow: [], log });
		box = pupsFixture(engine, {
			sources: builtin,
			builder: builderOver,
			git: createGitReader({ host: local, outbound, log })
		});
		await box.begin();
		let parent: string | undefined;
		publish = (version, what, branch = false) => {
			const refs = [`refs/tags/v${version}`, ...(branch ? ['refs/heads/main'] : [])];
			parent = repository.commit(content(version, what), refs, parent);
		};
		publish('1.0.0', {}, true);
		source = (await box.sources.add(`${server.url}/club.git`)).id;
		({ id } = await box.install('Club', { sourceId: source }));
		await box.pups.configure(id, { GREETING: 'mine', SECRET: 'hush' });
		await box.until(id, (pup) => pup.state === 'running' && pup.jobId === null);
		writeFileSync(join(engine.paths.storage, id, 'mine'), 'kept');
	});
	afterAll(async () => {
		if (id) await box.done(box.pups.remove(id, { keepData: false }));
		const left = await engine?.left();
		await box?.end();
		await server?.close();
		if (served) rmSync(served, { recursive: true, force: true });
		await engine?.dispose();
		expect(left).toEqual({});
	});

	let publish: (version: string, what: Content, branch?: boolean) => void;
	const text = (file: string) => readFileSync(join(engine.paths.storage, id, file), 'utf8');
	const folders = () => readdirSync(join(engine.paths.data, 'pups', id)).filter((name) => name !== 'current');
	const pids = () => box.pups.get(id).services.map(({ pid }) => pid);
	const update = async (request: Parameters<PupsFixture['pups']['update']>[1] = {}): Promise<Job> =>
		box.jobs.finished((await box.pups.update(id, request)).id);
	/** What must survive every update. */
	const expectKept = () => {
		expect(text('mine')).toBe('kept');
		expect(text('.dbx/config.env')).toContain('GREETING=mine\n');
		expect(text('.dbx/config.env')).toContain('SECRET=hush\n');
	};

	it('is reported when the source offers it, and can be skipped', async () => {
		expect(box.pups.get(id)).toMatchObject({ version: '1.0.0', updateAvailable: null, previousVersion: null });
		await expect(box.pups.update(id, {})).rejects.toMatchObject({ code: 'up-to-date', status: 409 });
		await expect(box.pups.update(id, { version: '7.0.0' })).rejects.toMatchObject({ code: 'not-found' });
		publish('1.1.0', {
			packages: ['extra'],
			services: { web: `echo 1.1.0 > /storage/version; ${STAY}`, worker: STAY },
			fields: [{ name: 'COLOR', label: 'Color', type: 'text', default: 'gold' }],
			pages: ['Admin'],
			notes: '# Changes\n\n## 1.1.0\n- A worker.\n\n## 1.0.0\n- The first.\n'
		});
		publish('2.0.0-beta.1', {});
		const before = box.changes.length;
		await box.sources.refresh(source);
		await box.until(id, (pup) => pup.updateAvailable !== null);
		const outcome = () =>
			box.changes.slice(before).flatMap((body) => (body.kind === 'pup' ? [body.pup.updateAvailable] : []));
		// Pre-releases are offered only to pups that already run one.
		await expect.poll(outcome).toContainEqual({ version: '1.1.0', skipped: false });
		expect(box.pups.skipVersion(id, '1.1.0').updateAvailable).toEqual({ version: '1.1.0', skipped: true });
		expect(() => box.pups.skipVersion(id, '9.9.9')).toThrow(/9\.9\.9/);
		expect(box.pups.skipVersion(id, null).updateAvailable).toEqual({ version: '1.1.0', skipped: false });
	});

	it('says before what it changes', async () => {
		const plan = await box.pups.planUpdate(id, { version: '1.1.0' });
		expect(plan).toMatchObject({ from: '1.0.0', to: '1.1.0', direction: 'newer', restarts: true, kept: false });
		expect(plan.text).toBe(
			'Club is updated from 1.0.0 to 1.1.0. Its data and settings stay. It runs on until the new version is built. It is restarted then.'
		);
		expect(plan.changes.map((one) => one.text)).toEqual([
			'New setting “Color”; it begins with “gold”.',
			'New web page “Admin”.',
			'New service worker.',
			'Debian packages are fetched: extra.'
		]);
		expect(plan.notesHtml).toContain('A worker.');
		expect(plan.notesHtml).not.toContain('The first.');
		expect(plan).toMatchObject({ asks: [], missing: [], versions: [{ version: '1.1.0', origin: 'tag v1.1.0' }] });
		expect(box.pups.get(id)).toMatchObject({ version: '1.0.0', state: 'running', jobId: null });
	});

	it('is built while the old version runs, and can be restarted; then data and settings are there', async () => {
		let release = () => {};
		tiny.gate.hold = new Promise((resolve) => (release = resolve));
		const port = box.pups.get(id).webPages[0]!.port;
		const job = await box.pups.update(id, { version: '1.1.0' });
		const building = () => box.jobs.get(job.id)!.steps.find((step) => step.name === 'root')?.status === 'running';
		await box.until(id, building);
		expect(box.pups.get(id)).toMatchObject({ state: 'running', version: '1.0.0', jobId: job.id });
		const [before] = pids();
		expect((await box.done(box.pups.restart(id))).status).toBe('succeeded');
		expect(pids()[0]).not.toBe(before);
		expect(building()).toBe(true);
		await expect(box.pups.update(id, { version: '1.1.0' })).rejects.toMatchObject({ code: 'busy' });
		tiny.gate.hold = null;
		release();

		expect(await box.done(job)).toMatchObject({ status: 'succeeded', error: null });
		expect(box.pups.get(id)).toMatchObject({
			version: '1.1.0',
			state: 'running',
			enabled: true,
			failure: null,
			previousVersion: '1.0.0',
			updateAvailable: null,
			origin: 'tag v1.1.0'
		});
		expect(box.pups.get(id).services.map(({ name, state }) => [name, state])).toEqual([
			['web', 'running'],
			['worker', 'running']
		]);
		expect(box.pups.get(id).webPages.map((page) => page.name)).toEqual(['Page', 'Admin']);
		expect(box.pups.get(id).webPages[0]!.port).toBe(port);
		expect(text('version')).toBe('1.1.0\n');
		expect(text('.dbx/config.env')).toContain('COLOR=gold\n');
		expectKept();
		expect(folders().sort()).toEqual(['source', 'source.1']);
		expect(images.list().map((layer) => layer.title)).toContain('extra');
	});

	it('goes back to the old version when the new one does not come up, and says why', async () => {
		publish('1.2.0', { services: { web: 'echo 1.2.0 > /storage/version; sleep 0.5; exit 3' } });
		await box.sources.refresh(source);
		const ports = box.pups.get(id).webPages.map((page) => page.port);
		const job = await update({ version: '1.2.0' });
		expect(job).toMatchObject({ status: 'failed', error: { code: 'service-ended' } });
		expect(job.error?.reason).toBe('“web” ended with exit code 3.');
		// The new version did run.
		expect(text('version')).not.toBe('');
		const pup = await box.until(id, 'running');
		expect(pup).toMatchObject({ version: '1.1.0', enabled: true, failure: null, previousVersion: '1.0.0' });
		expect(pup.services.map(({ state }) => state)).toEqual(['running', 'running']);
		expect(pup.webPages.map((page) => page.port)).toEqual(ports);
		await box.until(id, () => text('version') === '1.1.0\n');
		expect(text('.dbx/config.env')).toContain('COLOR=gold\n');
		expectKept();
		expect(folders().sort()).toEqual(['source', 'source.1']);
	});

	it('goes back to the old version when the new one runs and is not healthy', async () => {
		publish('1.2.1', { health: healthIf('/storage/never') });
		await box.sources.refresh(source);
		const job = await update({ version: '1.2.1' });
		expect(job).toMatchObject({ status: 'failed', error: { code: 'unhealthy' } });
		expect(job.error?.reason).toBe('“web” is not healthy: “sh” ends with exit code 1.');
		const pup = await box.until(id, 'running');
		expect(pup).toMatchObject({ version: '1.1.0', enabled: true, failure: null, previousVersion: '1.0.0' });
		await box.until(id, () => text('version') === '1.1.0\n');
		expectKept();
		expect(folders().sort()).toEqual(['source', 'source.1']);
	});

	it.each([
		['cannot be built', () => publish('1.3.0', { packages: ['unbuildable'] }), '1.3.0'],
		['cannot be fetched', () => publish('1.3.1', {}), '1.3.1']
	])('of a version that %s leaves the old one running untouched', async (what, prepare, version) => {
		prepare();
		await box.sources.refresh(source);
		const before = pids();
		if (what === 'cannot be fetched') {
			// The copy that was downloaded with the listing is removed, and the server refuses
			// every request.
			repository.git(['tag', '--delete', `v${version}`]);
			server.interfere = (_request, response) => Boolean(response.writeHead(500).end());
			const kept = join(engine.paths.data, 'sources-kept', source, 'content');
			rmSync(kept, { recursive: true });
		}
		const job = await update({ version });
		server.interfere = null;
		expect(job.status).toBe('failed');
		expect(job.steps.find((step) => step.status === 'failed')?.name).toBe(
			what === 'cannot be built' ? 'root' : 'source'
		);
		if (what === 'cannot be built')
			expect(job.error).toMatchObject({ code: 'build-failed', reason: 'There is no such package.' });
		else expect(job.error?.reason.length).toBeGreaterThan(10);
		expect(pids()).toEqual(before);
		expect(box.pups.get(id)).toMatchObject({ version: '1.1.0', state: 'running', failure: null, jobId: null });
		expect(folders().sort()).toEqual(['source', 'source.1']);
	});

	it('to a version that asks for more needs the owner’s yes', async () => {
		publish('1.4.0', {
			packages: ['extra'],
			container: { requiresInternet: true },
			services: { web: `[ -e /storage/bad ] && exit 3; echo 1.4.0 > /storage/version; ${STAY}` },
			health: healthIf('/storage/version')
		});
		await box.sources.refresh(source);
		expect((await box.pups.planUpdate(id, { version: '1.4.0' })).asks).toEqual([
			{ key: 'internet', text: 'It wants access to the internet.' }
		]);
		await expect(box.pups.update(id, { version: '1.4.0' })).rejects.toMatchObject({
			code: 'permissions-needed',
			status: 409,
			fields: { internet: 'It wants access to the internet.' }
		});
		// Accepting another permission does not cover this one.
		const other = { version: '1.4.0', acceptPermissions: ['device:/dev/kvm'] };
		await expect(box.pups.update(id, other)).rejects.toMatchObject({
			fields: { internet: 'It wants access to the internet.' }
		});
		expect(box.pups.get(id)).toMatchObject({ version: '1.1.0', jobId: null, requiresInternet: false });
		expect(await update({ version: '1.4.0', acceptPermissions: ['internet'] })).toMatchObject({ status: 'succeeded' });
		expect(box.pups.get(id)).toMatchObject({ version: '1.4.0', state: 'running', requiresInternet: true });
		// The update has waited for the health check.
		expect(box.pups.get(id).health).toMatchObject({ state: 'healthy' });
		// The page and the service that the new version lacks are gone.
		expect(box.pups.get(id).webPages.map((page) => page.name)).toEqual(['Page']);
		expect(folders().sort()).toEqual(['source.1', 'source.2']);
	});

	it('back to the version before takes nothing from the source', async () => {
		const asked = server.requests.length;
		const plan = await box.pups.planUpdate(id, { version: '1.1.0' });
		expect(plan).toMatchObject({ direction: 'older', kept: true });
		expect(await update({ version: '1.1.0' })).toMatchObject({ status: 'succeeded' });
		expect(server.requests.length).toBe(asked);
		expect(box.pups.get(id)).toMatchObject({ version: '1.1.0', previousVersion: '1.4.0', state: 'running' });
		expect(box.pups.get(id).webPages.map((page) => page.name)).toEqual(['Page', 'Admin']);
		expectKept();
	});

	it('to a version that was kept and does not come up keeps it for another try', async () => {
		writeFileSync(join(engine.paths.storage, id, 'bad'), '');
		const again = () => update({ version: '1.4.0', acceptPermissions: true });
		expect(await again()).toMatchObject({ status: 'failed', error: { code: 'service-ended' } });
		expect(await box.until(id, 'running')).toMatchObject({ version: '1.1.0', previousVersion: '1.4.0' });
		rmSync(join(engine.paths.storage, id, 'bad'));
		expect((await box.pups.planUpdate(id, { version: '1.4.0' })).kept).toBe(true);
		expect(await again()).toMatchObject({ status: 'succeeded' });
		expect(await update({ version: '1.1.0' })).toMatchObject({ status: 'succeeded' });
		expectKept();
	});

	it('that needs a new setting waits for it, and keeps all others', async () => {
		publish('1.5.0', {
			packages: ['other'],
			fields: [{ name: 'NEEDED', label: 'Needed', type: 'text', required: true }]
		});
		await box.sources.refresh(source);
		const plan = await box.pups.planUpdate(id, { version: '1.5.0' });
		expect(plan).toMatchObject({ missing: [{ name: 'NEEDED', label: 'Needed' }], restarts: false });
		expect(plan.text).toContain('waits for its settings');
		expect(await update({ version: '1.5.0' })).toMatchObject({ status: 'succeeded' });
		expect(box.pups.get(id)).toMatchObject({ version: '1.5.0', state: 'stopped', needsConfig: true, enabled: true });
		await box.pups.configure(id, { NEEDED: 'here' });
		await box.until(id, (pup) => pup.state === 'running' && pup.jobId === null);
		expectKept();
	});

	it('to an older version from the source frees the layers that nobody has any more', async () => {
		const titles = () => images.list().map((layer) => layer.title);
		expect(titles()).toEqual(expect.arrayContaining(['extra', 'other']));
		expect(await update({ version: '1.0.0', start: false })).toMatchObject({ status: 'succeeded' });
		expect(box.pups.get(id)).toMatchObject({
			version: '1.0.0',
			previousVersion: '1.5.0',
			state: 'stopped',
			enabled: false,
			updateAvailable: { version: '1.5.0' }
		});
		expect(titles()).toContain('other');
		expect(titles()).not.toContain('extra');
		expect(existsSync(join(engine.paths.images, layerOf('extra')))).toBe(false);
		expectKept();
	});

	it('takes settings along with the version, and puts back what there was with the old one', async () => {
		const fields = [
			{ name: 'NEEDED', label: 'Needed', type: 'text', required: true },
			{ name: 'TOKEN', label: 'Token', type: 'password', required: true }
		];
		publish('1.6.0', { fields, services: { web: 'cat /storage/.dbx/config.env > /storage/tried; exit 3' } });
		publish('1.6.1', { fields });
		await box.sources.refresh(source);
		const config = { NEEDED: 'there', TOKEN: 'very-secret', GREETING: 'theirs' };
		const given = 'GREETING=theirs\nNEEDED=there\nSECRET=hush\nTOKEN=very-secret\n';
		const before = box.pups.configHistory(id).length;
		const first = box.pups.planUpdate(id, { version: '1.6.0', start: true });
		expect(await first).toMatchObject({
			missing: [{ name: 'TOKEN' }],
			settings: [{ fields: [{ name: 'TOKEN', value: null }] }]
		});
		const plan = await box.pups.planUpdate(id, { version: '1.6.0', start: true, config });
		expect(plan).toMatchObject({ missing: [] });
		expect(plan.text).toContain('It is started then.');
		await expect(box.pups.update(id, { version: '1.6.0', config: { NOPE: 1 } })).rejects.toMatchObject({
			code: 'invalid-input',
			fields: { NOPE: 'is not a field of this pup' }
		});
		// A caller without the right to change settings may give only values for new fields.
		const asked: (readonly string[])[] = [];
		const refuse = (names: readonly string[]) => {
			asked.push(names);
			throw new BoxError({ code: 'missing-scope', status: 403, message: 'no' });
		};
		const by = { actor: 'token', actorName: 'ci' } as const;
		const request = { version: '1.6.0', config };
		await expect(box.pups.update(id, request, by, refuse)).rejects.toMatchObject({ code: 'missing-scope' });
		expect(asked).toEqual([['NEEDED', 'GREETING']]);
		expect(box.pups.get(id).jobId).toBeNull();

		const failed = await update({ version: '1.6.0', start: true, config });
		expect(failed).toMatchObject({ status: 'failed', error: { code: 'service-ended' } });
		// The version ran with the given values.
		expect(text('tried')).toBe(given);
		expect(box.pups.get(id)).toMatchObject({ version: '1.0.0', state: 'stopped', enabled: false, jobId: null });
		expectKept();
		expect(text('.dbx/config.env')).not.toContain('TOKEN');
		const query = box.database.raw.prepare('SELECT field, value FROM pup_config WHERE field IN (?, ?)');
		expect(query.all('NEEDED', 'TOKEN')).toEqual([{ field: 'NEEDED', value: 'here' }]);

		expect(await update({ version: '1.6.1', start: true, config })).toMatchObject({ status: 'succeeded' });
		expect(box.pups.get(id)).toMatchObject({ version: '1.6.1', state: 'running', needsConfig: false });
		expect(text('.dbx/config.env')).toContain(given);
		// Saved with the update, undone by the rollback, and saved with the next update.
		const saved = box.pups.configHistory(id).slice(0, -before);
		expect(saved.map(({ savedBy }) => savedBy)).toEqual(['owner', 'box', 'owner']);
		// The waiting values have been removed.
		expect(box.database.raw.prepare('SELECT pending_config AS left FROM pups WHERE id = ?').get(id)).toEqual({
			left: null
		});
		expect(JSON.stringify(box.database.raw.prepare('SELECT * FROM jobs').all())).not.toContain('very-secret');
	});
});
