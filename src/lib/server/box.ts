/** The composition root: builds every service once and wires them. Nothing else does. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createAudit } from './audit/index.ts';
import { createAuth } from './auth/index.ts';
import { createBoxes, hostCannotRun, type Boxes, type BoxesDeps } from './boxes/index.ts';
import { createBuilder } from './build/index.ts';
import type { Builder } from './build/types.ts';
import { ifWritable } from '../contract/system-errors.ts';
import type { BoxConfig } from './config.ts';
import { createContainerEngine, createFolderLogs, createLogSearch, type EngineDeps } from './containers/index.ts';
import {
	bootedAnew,
	copiesFolder,
	createDatabaseCopies,
	openDatabase,
	replacedDatabase,
	type Database,
	type Replaced
} from './db/index.ts';
import { createEvents } from './events/index.ts';
import type { Events } from './events/types.ts';
import {
	BOX_LOGS,
	createAgentHost,
	createLocalHost,
	createSpawner,
	hostVerbs,
	nixVerbs,
	probeHost
} from './host/index.ts';
import { factsWithAgent } from './host-away.ts';
import { createJobs } from './jobs/index.ts';
import { createKeyManager, createKeyring, createSealer } from './keys/index.ts';
import { createMetrics } from './metrics/index.ts';
import { createDockerfiles, type Dockerfiles } from './dockerfiles/index.ts';
import { createImages, type Images } from './images/index.ts';
import { createIdempotency } from './idempotency/index.ts';
import {
	createGatewayPlane,
	createPagePlane,
	createPupNetwork,
	type NetworkDeps,
	type PupNetwork
} from './network/index.ts';
import { createOwnerNews } from './owner-news.ts';
import { keyManagerSocket, namesOf, pathsOf } from './paths.ts';
import { endsOf, type Parts } from './parts.ts';
import { createOutbound } from './outbound/index.ts';
import { openConnections } from './proxy/index.ts';
import { createPups } from './pups/index.ts';
import type { Host, HostFacts, HostPaths } from './host/index.ts';
import type { Services } from './services.ts';
import { createSetup } from './setup/index.ts';
import {
	createSpaceReserve,
	createSpaceWatch,
	createSystem,
	type SpaceReserve,
	type SpaceWatch,
	type System
} from './system/index.ts';
import { createGitReader, createSources, createWebReader, type Sources } from './sources/index.ts';
import { createCapabilities, createStore } from './store/index.ts';
import { createWiring } from './wiring/index.ts';

/**
 * Time for running steps to reach a place they can stop at, ms; the whole stop has five seconds.
 */
const STOP_GRACE_MS = 3000;
/** Downloads that nobody asked for again in this time are removed, ms. */
const DOWNLOADS_KEPT_MS = 14 * 86_400_000;
/** Time between two looks at what can be removed, ms. */
const SWEEP_MS = 86_400_000;
/**
 * Longest wait of the first page for the adoption of running pups and the reading of sources, ms.
 * The login does not wait.
 */
const FIRST_LOOK_MS = 500;
/** The same after the database was replaced: pups are taken over before anybody can act on them. */
const TAKEN_OVER_MS = 60_000;

/**
 * 0711 on the way to what containers must reach; the database and keys below are closed by their
 * own modes.
 */
function prepareFolders({ data, images, run, logs }: HostPaths): void {
	for (const folder of [data, images, run]) mkdirSync(folder, { recursive: true, mode: 0o711 });
	mkdirSync(logs, { recursive: true, mode: 0o700 });
}

/** Opens the database, on a disk that is full with the help of the reserve. */
function openOnAnyDisk({ config, paths, log }: { config: BoxConfig; paths: HostPaths; log: Logger }) {
	const reserve = createSpaceReserve(paths.data);
	if (reserve.releaseIfFull()) log.warn('the disk of the box is full; its reserve was given back');
	const file = join(paths.data, 'dogebox.db');
	return { reserve, database: openDatabase({ file, migrations: config.migrations, log }) };
}

/** Watches the disks of the box and of pups' data; pages are told when one gets full. */
function watchSpace(
	reserve: SpaceReserve,
	deps: { paths: HostPaths; system: System; database: Database; events: Events; log: Logger }
): SpaceWatch {
	const { paths, system, database, events, log } = deps;
	return createSpaceWatch({
		folders: () => ({ box: paths.data, pups: system.storageMissing() === null ? paths.storage : null }),
		reserve,
		makeRoom: (full) => database.makeSpareRoom(!full),
		changed: () => void ifWritable(() => events.emit({ kind: 'box' })),
		log
	});
}

/**
 * After the database was replaced: nobody is signed in by sessions that were ended since, and pups
 * that it does not know are taken over before their containers are.
 */
async function followReplaced(
	{ copy, done }: Replaced,
	{ log, auth, pups }: Pick<Services, 'log' | 'auth' | 'pups'>
): Promise<void> {
	log.warn({ copy }, 'the database was replaced; looking for what it does not know');
	await auth.revokeAll();
	await pups.rebuild();
	done();
}

/**
 * The network of pups, with the name servers that the owner names, or the host's.
 * @param changed called when something else keeps pups from the internet
 */
function networkOf(
	{ resolvers }: BoxConfig,
	{ host, log }: Pick<NetworkDeps, 'host' | 'log'>,
	changed: () => void
): PupNetwork {
	const { bridge, subnet, nftTable: table } = host.names;
	const named = resolvers.length > 0 ? { resolvers: () => ({ usable: resolvers, unusable: [] }) } : {};
	const network = createPupNetwork({ host, config: { bridge, subnet, table }, log, ...named });
	network.onProblems(changed);
	return network;
}

/** Builds systems of containers of NixOS, with this process' own rights; null on another host. */
function nixosOf({ nixpkgs, dkmProgram }: BoxConfig, local: Host, { nixos }: HostFacts): EngineDeps['nixos'] {
	if (!nixos || nixpkgs === null) return null;
	// Beside the folder of the programs, as the pups are.
	const modules = join(dirname(dkmProgram), '../nix');
	return {
		folder: join(local.paths.data, 'nixos'),
		build: (of, signal) => local.call(nixVerbs.nixosSystem, { ...of, modules, nixpkgs }, { signal })
	};
}

/** nginx for pages, and that between pups; null where nobody can start them. */
function planesOf(
	hasAgent: boolean,
	deps: Parameters<typeof createPagePlane>[0],
	changed: () => void
): Pick<Services, 'pagePlane' | 'gatewayPlane'> {
	if (!hasAgent) return { pagePlane: null, gatewayPlane: null };
	const gatewayPlane = createGatewayPlane({ ...deps, openConnections });
	gatewayPlane.onProblem(changed);
	return { pagePlane: createPagePlane(deps), gatewayPlane };
}

/** Boxes, beside pups: neither is given a port that the other has. And builds of their images. */
function boxesOf(
	deps: Omit<BoxesDeps, 'ports' | 'enforce' | 'images' | 'space'> &
		Pick<Parameters<typeof createDockerfiles>[0], 'images' | 'space'> & { images: Images },
	others: () => Pick<Services, 'pups' | 'wiring'>
): { boxes: Boxes; dockerfiles: Dockerfiles } {
	const enforce = (signal?: AbortSignal) => others().wiring.enforce(signal);
	const boxes = createBoxes({ ...deps, enforce, ports: () => others().pups.portWorld() });
	const dockerfiles = createDockerfiles({ ...deps, enforce, cannotRun: () => hostCannotRun(deps) });
	return { boxes, dockerfiles };
}

/** Removes downloads that nobody asked for again, now and once a day. @returns how to stop that */
function sweepDownloads(work: () => unknown): () => void {
	work();
	const sweeping = setInterval(work, SWEEP_MS).unref();
	return () => clearInterval(sweeping);
}

/** Waits for work, but no longer than that, ms. */
const atMost = (ms: number, work: Promise<unknown>): Promise<void> =>
	Promise.race([work, delay(ms, undefined, { ref: false })]).then(() => undefined);

/**
 * One part that fails is told in the log (and by its own service), and keeps no other from
 * beginning or ending.
 */
const partsOf = (log: Logger) => async (name: string, work: () => unknown) => {
	try {
		await work();
	} catch (error) {
		log.error({ err: error, part: name }, 'a part of the box failed to begin or end');
	}
};

/** What makes roots, with what the owner allows it to fetch, and the images that are kept. */
function rootsOf(
	{ downloadsFrom, registryAuth, debianSnapshots, nixpkgs, dkmProgram }: BoxConfig,
	deps: Pick<Parameters<typeof createBuilder>[0], 'host' | 'outbound' | 'log'> &
		Pick<BoxesDeps, 'database' | 'jobs' | 'engine' | 'paths' | 'facts'>
): { builder: Builder | null; images: Images; recover(): Promise<void> } {
	const { engine, database, facts, paths } = deps;
	// Beside the folder of the programs, as the pups are.
	const nixModules = join(dirname(dkmProgram), '../nix');
	const own = { downloadsFrom, registryAuth, debianSnapshots, nixpkgs, nixModules };
	const builder = engine && createBuilder({ ...deps, ...own, engine, db: database });
	const images = createImages({ database, jobs: deps.jobs, builder, paths, cannotRun: () => hostCannotRun({ facts }) });
	const recover = async () => {
		await builder?.recover();
		await images.recover();
	};
	return { builder, images, recover };
}

/** Where pups come from: the built-in folder, and what the owner added. */
function sourcesOf(
	{ builtinPups: builtinFolder, officialSource }: BoxConfig,
	folder: string,
	deps: Omit<Parameters<typeof createSources>[0], 'folder' | 'builtinFolder' | 'officialSource'>
): Sources {
	return createSources({ ...deps, folder, builtinFolder, officialSource });
}

/**
 * Builds the box: opens the database, looks at the host, makes every service. Resolves when the
 * login can be answered; what takes longer (key manager, adoption of running pups, reading of
 * sources) goes on behind it, and is told by the services themselves.
 * @throws BoxError when the data folder or database cannot be used, with what to do
 */
export async function createBox(config: BoxConfig, log: Logger, parts: Parts | null = null): Promise<Services> {
	const { agentSocket } = config;
	const names = namesOf(config);
	let storagePlace: System['storagePlace'] = () => null;
	const paths = pathsOf(config, agentSocket !== null, () => storagePlace());
	// Where there is an agent, the supervisor made them, and most are root's.
	if (agentSocket === null) prepareFolders(paths);

	const { database, reserve } = openOnAnyDisk({ config, paths, log });
	const events = createEvents({ database, log, rebooted: bootedAnew(database.settings, 'events.boot', log) });
	// Enough that a stop never waits behind long installs.
	const jobs = createJobs({ database, events, logFolder: join(paths.logs, 'jobs'), log, parallel: 12 });

	const { supervisor, dkm } = createKeyManager({ config, socketPath: keyManagerSocket(paths), parts, log });
	const keyring = createKeyring(dkm);
	supervisor?.onDown(() => keyring.lock());
	const sealer = createSealer({ keyFile: join(paths.data, 'seal.key') });

	// git reads with the rights of this process, whoever it is.
	const local = createLocalHost({ paths, names, spawn: createSpawner(), boxFolders: config.boxFolders });
	const onBroken = (error: unknown) => log.error({ err: error }, 'the connection to the host agent was ended');
	const agent = agentSocket === null ? null : createAgentHost({ paths, names, socketPath: agentSocket, onBroken });
	const host = agent ?? local;
	const found = await probeHost(host);
	const facts = agent ? factsWithAgent(found, agent, parts) : () => found;
	const ready = found.runtime.ready;

	const changed = () => events.emit({ kind: 'box' });
	const copies = createDatabaseCopies({
		raw: database.raw,
		folder: copiesFolder(paths.data),
		wanted: () => setup.configured(),
		changed,
		log
	});
	const { settings } = database;
	const runtime = () => facts().runtime;
	const reached = { network: () => network, gatewayProblem: () => planes.gatewayPlane?.problem() ?? null };
	const system = createSystem({ config, settings, runtime, copyProblem: copies.problem, changed, ...reached });
	storagePlace = system.storagePlace;
	const space = watchSpace(reserve, { paths, system, database, events, log });
	const setup = createSetup({ system, database, dkm, keyring, events, log });
	// Pages say which part is away, and how it ended.
	const partsNews = [agent, parts && { onChange: parts.onNews }].map((one) => one?.onChange(changed));
	const audit = createAudit({ database, log });
	const idempotency = createIdempotency({ database, sealer, log });
	const auth = createAuth({ database, dkm, keyring, sealer, events, log, configured: () => setup.configured() });

	const network = ready ? networkOf(config, { host, log }, changed) : null;
	const planes = planesOf(agent !== null, { host, config, log }, changed);
	const search = createLogSearch(join(dirname(config.dkmProgram), 'log-search.js'));
	const engine = network
		? createContainerEngine({ host, facts, network, log, search, nixos: nixosOf(config, local, found) })
		: null;
	const boxLog = createFolderLogs(join(paths.logs, BOX_LOGS), search, () =>
		host.call(hostVerbs.logFree, { id: BOX_LOGS })
	);
	const outbound = createOutbound({ folder: join(paths.data, 'downloads'), allow: config.downloadsFrom, log });
	const { builder, images, recover } = rootsOf(config, { host, engine, database, jobs, outbound, facts, paths, log });
	const metrics = createMetrics({ database, engine, dataFolder: paths.data, log });
	const sources = sourcesOf(config, join(paths.data, 'sources'), {
		...{ database, events, jobs, sealer, log },
		readers: { git: createGitReader({ host: local, outbound, log }), web: createWebReader({ outbound, log }) }
	});
	const pups = createPups({
		...{ database, events, jobs, engine, network, builder, host, agent, paths, names, facts },
		...{ sources, metrics, keyring, sealer, space, log },
		links: () => wiring,
		others: () => boxes,
		pagePorts: config.pagePorts,
		dashboardPort: config.port,
		storageMissing: system.storageMissing,
		onRevoke: auth.onRevoke
	});
	const { storageMissing } = system;
	const { boxes, dockerfiles } = boxesOf(
		{
			...{ database, events, jobs, metrics, engine, network, builder, host, paths, facts, sealer },
			...{ space, log, storageMissing, images, folders: config.boxFolders }
		},
		() => ({ pups, wiring })
	);
	const capabilities = createCapabilities({ facts, canRun: engine !== null, builder });
	const store = createStore({ sources, events, capabilities, installed: () => pups.installed() });

	const wiring = createWiring({
		...{ database, events, jobs, sources, store, pups, space, network, log },
		gateway: planes.gatewayPlane,
		otherPolicies: () => [...boxes.policies(), ...dockerfiles.policies()],
		pagePorts: config.pagePorts
	});

	const lastEnds = () => (parts ? endsOf(parts) : []);
	const news = createOwnerNews({
		...{ pups, wiring, space, jobs, system, lastEnds, events, outbound, database, sealer, log }
	});
	const { attention, notifications, webhooks } = news;

	const part = partsOf(log);
	const replaced = replacedDatabase(database.settings);

	function begin(): { shown: Promise<unknown>; everything: Promise<void> } {
		metrics.start();
		const read = part('store', () => store.begin()).then(() => part('sources', () => sources.begin()));
		const recovery = part('build', recover);
		const adoption = part('adoption', async () => {
			if (replaced) {
				await Promise.all([read, recovery]);
				await part('replaced', () => followReplaced(replaced, { log, auth, pups }));
			}
			wiring.begin();
			await pups.begin();
			boxes.begin();
			await dockerfiles.begin();
		});
		const everything = Promise.all([
			part('keys', async () => {
				await supervisor?.start();
				await setup.begin();
				await auth.begin();
			}),
			// Jobs that are resumed look into sources, pups and layers.
			Promise.all([adoption, read, recovery]).then(() => part('jobs', () => jobs.start()))
		])
			.then(() => part('space', () => space.begin().then(() => copies.begin())))
			.then(() => part('attention', () => news.begin()));
		return { shown: Promise.all([adoption, read]), everything };
	}
	const { shown, everything } = begin();
	// The first page should already show what really runs and what there is; it does not wait for a
	// host that is slow to tell.
	const looked = atMost(replaced ? TAKEN_OVER_MS : FIRST_LOOK_MS, shown);
	// Sessions of a copy are ended before anybody uses them or logs in beside them.
	if (replaced) await looked;

	const stopSweeping = sweepDownloads(() => void part('downloads', () => outbound.sweep(DOWNLOADS_KEPT_MS)));

	let closing: Promise<void> | undefined;
	async function close(): Promise<void> {
		stopSweeping();
		for (const stop of partsNews) stop?.();
		await part('attention', () => news.close());
		await part('metrics', () => metrics.stop());
		await part('space', () => space.close());
		await part('jobs', () => jobs.stop(STOP_GRACE_MS));
		await part('wiring', () => wiring.close());
		await part('boxes', () => boxes.close());
		await part('pups', () => pups.close().then(() => planes.gatewayPlane?.close()));
		await part('sources', () => sources.close());
		await part('engine', () => engine?.close());
		await part('box log', () => boxLog.close());
		await part('network', () => network?.close());
		await part('setup', () => setup.close());
		await part('auth', () => auth.close());
		await part('audit', () => audit.close());
		await part('idempotency', () => idempotency.close());
		await part('keyring', () => keyring.stop());
		await part('keys', () => supervisor?.stop());
		await part('agent', () => agent?.close());
		await part('copies', () => copies.close());
		await part('database', () => database.close());
	}

	return {
		config,
		log,
		paths,
		names,
		facts,
		engine,
		network,
		...planes,
		builder,
		events,
		jobs,
		metrics,
		outbound,
		sources,
		store,
		pups,
		boxes,
		wiring,
		audit,
		auth,
		system,
		space,
		setup,
		search,
		boxLog,
		idempotency,
		attention,
		...{ notifications, webhooks, images, dockerfiles },
		lastEnds,
		bootId: randomBytes(8).toString('hex'),
		shown: looked,
		begun: everything,
		close: () => (closing ??= close())
	};
}
