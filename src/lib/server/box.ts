/** The composition root, and the only one: builds every service once and connects them. */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Logger } from 'pino';
import { createAudit } from './audit/index.ts';
import { createAuth } from './auth/index.ts';
import { watchSpace } from './box-disk.ts';
import { boxesOf, networkOf, nixosOf, planesOf, rootsOf } from './box-engine.ts';
import { openGround } from './box-ground.ts';
import { beginServices, endServices, partsOf } from './box-life.ts';
import { within } from './concurrency/index.ts';
import type { BoxConfig } from './config.ts';
import { createContainerEngine, createFolderLogs, createLogSearch } from './containers/index.ts';
import { copiesFolder, createDatabaseCopies, replacedDatabase } from './db/index.ts';
import { BOX_LOGS, hostVerbs } from './host/index.ts';
import { createMetrics } from './metrics/index.ts';
import { createIdempotency } from './idempotency/index.ts';
import { createOwnerNews } from './owner-news.ts';
import { endsOf, type Parts } from './parts.ts';
import { createOutbound } from './outbound/index.ts';
import { createPups } from './pups/index.ts';
import type { Services } from './services.ts';
import { createSetup } from './setup/index.ts';
import { createSystem, type System } from './system/index.ts';
import { createGitReader, createSources, createWebReader, type Sources } from './sources/index.ts';
import { createCapabilities, createStore } from './store/index.ts';
import { createWiring } from './wiring/index.ts';

/** Downloads that were not used for this time are removed, ms. */
const DOWNLOADS_KEPT_MS = 14 * 86_400_000;
/** Interval between two sweeps, ms. */
const SWEEP_MS = 86_400_000;
/**
 * Longest wait of the first page for the adoption of running pups and the reading of sources, ms.
 * The login does not wait.
 */
const FIRST_PASS_MS = 500;
/** The same after the database was replaced: pups are adopted before anybody can act on them. */
const TAKEN_OVER_MS = 60_000;

/** Removes unused downloads now and once a day. @returns stops that */
function sweepDownloads(work: () => unknown): () => void {
	work();
	const sweeping = setInterval(work, SWEEP_MS).unref();
	return () => clearInterval(sweeping);
}

/** Creates the sources of pups: the built-in folder, and those that the owner added. */
function sourcesOf(
	{ builtinPups: builtinFolder, officialSource }: BoxConfig,
	folder: string,
	deps: Omit<Parameters<typeof createSources>[0], 'folder' | 'builtinFolder' | 'officialSource'>
): Sources {
	return createSources({ ...deps, folder, builtinFolder, officialSource });
}

/**
 * Builds the box: opens the database, probes the host, creates every service. Resolves when logins
 * can be answered. Slower work (key manager, adoption of running pups, reading of sources)
 * continues in the background, and the services themselves report it.
 * @throws BoxError when the data folder or database cannot be used, with what to do
 */
export async function createBox(config: BoxConfig, log: Logger, parts: Parts | null = null): Promise<Services> {
	let storagePlace: System['storagePlace'] = () => null;
	const ground = await openGround(config, { log, parts, storagePlace: () => storagePlace() });
	const { paths, names, database, reserve, events, jobs, dkm, keyring, sealer } = ground;
	const { local, agent, host, found, facts } = ground;
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
	// Pages show which part is away, and how it ended.
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

	const services = {
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
		bootId: randomBytes(8).toString('hex')
	};
	const replaced = replacedDatabase(database.settings);
	const background = { ground, copies, news, recover, replaced };
	const { shown, everything } = beginServices(services, background);
	// The first page should show the real state, but does not wait for a slow host.
	const checked = within(shown, replaced ? TAKEN_OVER_MS : FIRST_PASS_MS).then(() => undefined);
	// Sessions from a copy of the database end before anybody uses them or logs in.
	if (replaced) await checked;

	const part = partsOf(log);
	const stopSweeping = sweepDownloads(() => void part('downloads', () => outbound.sweep(DOWNLOADS_KEPT_MS)));

	let closing: Promise<void> | undefined;
	async function close(): Promise<void> {
		stopSweeping();
		for (const stop of partsNews) stop?.();
		await endServices(services, background);
	}

	return { ...services, shown: checked, begun: everything, close: () => (closing ??= close()) };
}
