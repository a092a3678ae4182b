/** The composition root: builds every service once and wires them. Nothing else does. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { createAudit } from './audit/index.ts';
import { createAuth } from './auth/index.ts';
import { followReplaced, openOnAnyDisk, prepareFolders, watchSpace } from './box-disk.ts';
import { boxesOf, networkOf, nixosOf, planesOf, rootsOf } from './box-engine.ts';
import { within } from './concurrency/index.ts';
import type { BoxConfig } from './config.ts';
import { createContainerEngine, createFolderLogs, createLogSearch } from './containers/index.ts';
import { bootedAnew, copiesFolder, createDatabaseCopies, replacedDatabase } from './db/index.ts';
import { createEvents } from './events/index.ts';
import { BOX_LOGS, createAgentHost, createLocalHost, createSpawner, hostVerbs, probeHost } from './host/index.ts';
import { factsWithAgent } from './host-away.ts';
import { createJobs } from './jobs/index.ts';
import { createKeyManager, createKeyring, createSealer } from './keys/index.ts';
import { createMetrics } from './metrics/index.ts';
import { createIdempotency } from './idempotency/index.ts';
import { createOwnerNews } from './owner-news.ts';
import { keyManagerSocket, namesOf, pathsOf } from './paths.ts';
import { endsOf, type Parts } from './parts.ts';
import { createOutbound } from './outbound/index.ts';
import { createPups } from './pups/index.ts';
import type { Services } from './services.ts';
import { createSetup } from './setup/index.ts';
import { createSystem, type System } from './system/index.ts';
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

/** Removes downloads that nobody asked for again, now and once a day. @returns how to stop that */
function sweepDownloads(work: () => unknown): () => void {
	work();
	const sweeping = setInterval(work, SWEEP_MS).unref();
	return () => clearInterval(sweeping);
}

/**
 * One part that fails is logged (and reported by its own service), and keeps no other from
 * beginning or ending.
 */
const partsOf = (log: Logger) => async (name: string, work: () => unknown) => {
	try {
		await work();
	} catch (error) {
		log.error({ err: error, part: name }, 'a part of the box failed to begin or end');
	}
};

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
 * sources) goes on behind it, and is reported by the services themselves.
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
	const planes = planesOf(agent !== null, { host, config, log, network }, changed);
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
		() => ({ pups, wiring, portPlane: planes.portPlane })
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
	const looked = within(shown, replaced ? TAKEN_OVER_MS : FIRST_LOOK_MS).then(() => undefined);
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
		await part('ports', () => planes.portPlane?.close());
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
