/**
 * Pups over a real database, real jobs, a real engine and network, composed as `box.ts` does it.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pino from 'pino';
import type { Job } from '../../../src/lib/contract/jobs.ts';
import type { ChangeBody } from '../../../src/lib/contract/live.ts';
import type { PupDetail, PupState } from '../../../src/lib/contract/pups.ts';
import type { Builder, ImageBuild, ImageConfig } from '../../../src/lib/server/build/types.ts';
import type { ContainerEngine } from '../../../src/lib/server/containers/index.ts';
import { openDatabase, type Database } from '../../../src/lib/server/db/index.ts';
import { createEvents, type Events } from '../../../src/lib/server/events/index.ts';
import { createJobs, type Jobs } from '../../../src/lib/server/jobs/index.ts';
import { createSealer } from '../../../src/lib/server/keys/index.ts';
import { createPups, type Pups } from '../../../src/lib/server/pups/index.ts';
import { createSources, sourceIdOf, type SourceReader, type Sources } from '../../../src/lib/server/sources/index.ts';
import { createCapabilities, createStore, type Store } from '../../../src/lib/server/store/index.ts';
import { createWiring, type Wiring } from '../../../src/lib/server/wiring/index.ts';
import type { SpaceWatch } from '../../../src/lib/server/system/index.ts';
import { mkdirSync, writeFileSync } from '../../support/as-root.ts';
import type { EngineFixture } from './engine-fixture.ts';

/**
 * Stands for the key manager: gives keys that depend on the pup's id, and is locked until it is
 * unlocked.
 */
export function fakeKeyring() {
	let locked = true;
	const listeners = new Set<() => void>();
	return {
		locked: () => locked,
		delegate: async (id: string) => ({ priv: `priv-${id}`, extended: `dgpv-${id}`, pub: `pub-${id}`, wif: '' }),
		onUnlock(fn: () => void) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		unlock() {
			locked = false;
			for (const fn of listeners) fn();
		}
	};
}

/**
 * Stands for the builder: gives the fixture's tiny root as the only layer. `hold` delays its
 * builds.
 */
export function tinyRootBuilder(fixture: EngineFixture) {
	const base = { id: 'base', path: fixture.base, title: 'tiny', sizeBytes: 1 };
	const gate = { hold: null as Promise<void> | null, images: [] as ImageBuild[] };
	/** The configuration of a foreign image, with programs in unusual folders. */
	const config = {
		env: { PATH: '/opt/nowhere:/bin', FROM_IMAGE: 'image', FROM_MANIFEST: 'image', DBX_PUP_ID: 'image', HOME: '/root' },
		workingDir: '/opt',
		entrypoint: ['/bin/false'],
		cmd: [],
		volumes: [],
		account: null as ImageConfig['account']
	};
	const wait = async (signal: AbortSignal) => {
		if (!gate.hold) return;
		await Promise.race([
			gate.hold,
			new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
		]);
	};
	const no = { ok: false as const, reason: 'There is no Nix here.', command: null };
	const builder: Builder = {
		capabilities: async () => ({ nix: no, flake: no, debian: { ok: true }, image: { ok: true } }),
		ensureBase: async () => base,
		async ensureDebian(_spec, progress, _log, signal) {
			progress(0.5, 'half');
			await wait(signal);
			return [base];
		},
		addUser: () => {},
		layers: () => [],
		unusedLayers: () => [],
		freeUnused: async () => 0,
		async ensureImage(spec) {
			gate.images.push(spec);
			return { layers: [base], config };
		},
		ensureNix: async () => Promise.reject(new Error('there is no Nix')),
		nixPackages: () => null,
		ensureStored: async () => base,
		openImage: async () => Promise.reject(new Error('there is no registry')),
		openTarget: () => {
			throw new Error('there is no registry');
		},
		tagsOf: async () => Promise.reject(new Error('there is no registry')),
		searchImages: async () => Promise.reject(new Error('there is no registry')),
		signIn: async () => Promise.reject(new Error('there is no registry')),
		checkImage: () => {},
		resolveImage: async () => `sha256:${'0'.repeat(64)}`,
		pinnedImage: (text, digest) => `${text}@${digest}`,
		imageConfig: (id) => (gate.images.length > 0 && id === base.id ? config : null),
		recover: async () => {}
	};
	return { builder, gate };
}

export interface PupsFixture {
	database: Database;
	events: Events;
	jobs: Jobs;
	sources: Sources;
	store: Store;
	pups: Pups;
	wiring: Wiring;
	keyring: ReturnType<typeof fakeKeyring>;
	/** All change bodies since the start. */
	changes: ChangeBody[];
	begin(): Promise<void>;
	/** Ends this run of the box. Containers keep running. */
	end(): Promise<void>;
	/**
	 * Ends the run as `kill -9` does, as far as the database is concerned: nothing is suspended,
	 * and running work never reports again.
	 */
	kill(): Promise<void>;
	/** Waits for the end of a job. */
	done(job: Job): Promise<Job>;
	/** Waits until the pup is in this state. */
	until(id: string, state: PupState | ((pup: PupDetail) => boolean)): Promise<PupDetail>;
	install(name: string, options?: { start?: boolean; sourceId?: string }): Promise<{ id: string; job: Job }>;
}

export const SOURCE_ID = sourceIdOf('builtin');

/** Writes a pup of shell scripts into a source's folder. */
export function writePup(
	folder: string,
	name: string,
	scripts: Record<string, string>,
	more: Record<string, unknown> = {}
): void {
	const at = join(folder, name);
	mkdirSync(at, { recursive: true });
	const services = Object.entries(scripts).map(([service, script]) => {
		writeFileSync(join(at, `${service}.sh`), script);
		return { name: service, command: { exec: `sh /pup/${service}.sh`, cwd: '', env: { FROM_MANIFEST: 'yes' } } };
	});
	const manifest = {
		manifestVersion: 1,
		meta: { name, version: '1.0.0' },
		container: {
			build: { debian: { packages: [] } },
			services,
			exposes: [{ name: 'Page', type: 'http', port: 8080, webUI: true }],
			...(more.container as object)
		},
		...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'container'))
	};
	writeFileSync(join(at, 'manifest.json'), JSON.stringify(manifest));
}

/** Writes the index of a source's folder with these pups. */
export function writeIndex(folder: string, names: string[]): void {
	mkdirSync(folder, { recursive: true });
	writeFileSync(
		join(folder, 'dogebox.json'),
		JSON.stringify({ id: 'test', name: 'Test', pups: names.map((location) => ({ location })) })
	);
}

/**
 * One run of a box over an engine's fixture. The database file is in the fixture's data folder, so
 * the next run continues with it.
 */
export function pupsFixture(
	fixture: EngineFixture,
	options: {
		sources: string;
		builder: Builder | null | ((database: Database) => Builder);
		engine?: ContainerEngine | null;
		tickMs?: number;
		storageMissing?: () => string | null;
		/** Reader of git repositories. Without it there are no git sources. */
		git?: SourceReader;
		/** How full the disks are. Without it nothing checks the disks. */
		space?: Pick<SpaceWatch, 'diskOf' | 'onCheck'>;
	}
): PupsFixture {
	const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
	const { host, paths, names } = fixture;
	const database = openDatabase({
		file: join(paths.data, 'dogebox.db'),
		migrations: new URL('../../../drizzle', import.meta.url).pathname
	});
	const events = createEvents({ database, log });
	const jobs = createJobs({ database, events, logFolder: join(paths.logs, 'jobs'), log });
	const builder = typeof options.builder === 'function' ? options.builder(database) : options.builder;
	const engine = options.engine === undefined ? fixture.engine : options.engine;
	const facts = () => fixture.facts;
	const sources = createSources({
		database,
		events,
		jobs,
		sealer: createSealer({ keyFile: join(paths.data, 'seal.key') }),
		folder: join(paths.data, 'sources-kept'),
		builtinFolder: options.sources,
		officialSource: null,
		readers: { git: options.git ?? null, web: null },
		log
	});
	const keyring = fakeKeyring();
	const space = options.space ?? { diskOf: () => null, onCheck: () => () => {} };
	const pagePorts = { first: 20000 + Math.floor(Math.random() * 1000), last: 22000 };
	const pups = createPups({
		database,
		events,
		jobs,
		metrics: {
			history: () => ({ at: [], cpu: [], memory: [], rx: [], tx: [], pids: [], read: [], write: [] }),
			gauges: () => ({ at: [], values: {} }),
			counters: () => null,
			gaugesFrom: () => {},
			subscribe: () => () => {},
			forget: () => {}
		},
		engine,
		network: fixture.network,
		builder,
		host,
		paths,
		names,
		facts,
		sources,
		keyring,
		sealer: createSealer({ keyFile: join(paths.data, 'seal.key') }),
		pagePorts,
		dashboardPort: 1,
		space,
		links: () => wiring,
		log,
		devBetweenMs: 500,
		...(options.storageMissing && { storageMissing: options.storageMissing }),
		...(options.tickMs !== undefined && { tickMs: options.tickMs })
	});
	const store = createStore({
		sources,
		events,
		capabilities: createCapabilities({ facts, canRun: engine !== null, builder }),
		installed: () => pups.installed()
	});
	const wiring = createWiring({
		...{ database, events, jobs, sources, store, pups, pagePorts, space, log },
		network: fixture.network,
		gateway: null
	});
	const changes: ChangeBody[] = [];
	events.subscribe((change) => changes.push(change.body));
	const life: PupsFixture = {
		database,
		events,
		jobs,
		sources,
		store,
		pups,
		wiring,
		keyring,
		changes,
		async begin() {
			await store.begin();
			await sources.begin();
			wiring.begin();
			await pups.begin();
			await jobs.start();
		},
		async end() {
			await jobs.stop(3000);
			wiring.close();
			await pups.close();
			await sources.close();
			database.close();
		},
		async kill() {
			await pups.close();
			await sources.close();
			database.close();
		},
		done: (job) => jobs.finished(job.id),
		async until(id, wanted) {
			const fits = typeof wanted === 'function' ? wanted : (pup: PupDetail) => pup.state === wanted;
			for (const deadline = Date.now() + 90_000; ;) {
				const pup = pups.get(id);
				if (fits(pup)) return pup;
				if (Date.now() > deadline) throw new Error(`not reached: ${JSON.stringify(pup)}`);
				await new Promise((resolve) => setTimeout(resolve, 20));
			}
		},
		async install(name, { start, sourceId = SOURCE_ID } = {}) {
			const { job, pupId } = await pups.install({ sourceId, name, ...(start !== undefined && { start }) });
			return { id: pupId, job: await jobs.finished(job.id) };
		}
	};
	return life;
}

/** An id that no pup has. */
export const nobody = () => randomBytes(16).toString('hex');
