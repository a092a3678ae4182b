/** The order in which the services of the box start and stop. */
import type { Logger } from 'pino';
import { followReplaced } from './box-disk.ts';
import type { Ground } from './box-ground.ts';
import type { DatabaseCopies, Replaced } from './db/index.ts';
import type { OwnerNews } from './owner-news.ts';
import type { Services } from './services.ts';

/** Milliseconds for running steps to reach a point where they can stop; the whole stop has 5 s. */
const STOP_GRACE_MS = 3000;

/** Parts that start and stop with the services, without being a service. */
export interface Background {
	ground: Pick<Ground, 'supervisor' | 'keyring' | 'agent' | 'database'>;
	/** Copies of the database. */
	copies: DatabaseCopies;
	/** Tasks that need the owner, and the notifier. */
	news: OwnerNews;
	/** Removes what builds of an earlier run left. */
	recover: () => Promise<void>;
	/** Set when the database was replaced since the last run; otherwise null. */
	replaced: Replaced | null;
}

/**
 * Logs a part's failure (its own service reports it too), so that it does not keep others from
 * starting or stopping.
 */
export const partsOf = (log: Logger) => async (name: string, work: () => unknown) => {
	try {
		await work();
	} catch (error) {
		log.error({ err: error, part: name }, 'a part of the box failed to begin or end');
	}
};

/**
 * Starts everything.
 * @returns `shown`: the running containers and the inventory are known, so that pages can show
 *   them. `everything`: all services have started. Neither rejects.
 */
export function beginServices(
	services: Omit<Services, 'shown' | 'begun' | 'close'>,
	{ ground, copies, news, recover, replaced }: Background
): { shown: Promise<unknown>; everything: Promise<void> } {
	const { log, metrics, store, sources, auth, pups, wiring, boxes, dockerfiles, setup, jobs, space } = services;
	const part = partsOf(log);
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
			await ground.supervisor?.start();
			await setup.begin();
			await auth.begin();
		}),
		// Resumed jobs use sources, pups and layers.
		Promise.all([adoption, read, recovery]).then(() => part('jobs', () => jobs.start()))
	])
		.then(() => part('space', () => space.begin().then(() => copies.begin())))
		.then(() => part('attention', () => news.begin()));
	return { shown: Promise.all([adoption, read]), everything };
}

/** Stops everything except the containers; dependent services stop first. */
export async function endServices(
	services: Omit<Services, 'shown' | 'begun' | 'close'>,
	{ ground, copies, news }: Background
): Promise<void> {
	const { log, metrics, space, jobs, wiring, boxes, pups, sources, engine, boxLog, network } = services;
	const { gatewayPlane, portPlane, setup, auth, audit, idempotency } = services;
	const { keyring, supervisor, agent, database } = ground;
	const part = partsOf(log);
	await part('attention', () => news.close());
	await part('metrics', () => metrics.stop());
	await part('space', () => space.close());
	await part('jobs', () => jobs.stop(STOP_GRACE_MS));
	await part('wiring', () => wiring.close());
	await part('boxes', () => boxes.close());
	await part('pups', () => pups.close().then(() => gatewayPlane?.close()));
	await part('sources', () => sources.close());
	await part('engine', () => engine?.close());
	await part('box log', () => boxLog.close());
	await part('network', () => network?.close());
	await part('ports', () => portPlane?.close());
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
