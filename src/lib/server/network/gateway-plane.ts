/**
 * Keeps the nginx that carries requests between pups configured and running. Grants are decided
 * elsewhere.
 */
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import {
	gatewayApply,
	gatewayPrepare,
	gatewayStop,
	gatewayWatch,
	type GatewayGrant,
	type GatewayHook,
	type GatewayLimits,
	type GatewaySpec,
	type Host
} from '../host/index.ts';
import { createGatewayCuts } from './gateway-cuts.ts';
import { openGatewayNews, type GatewayNews } from './gateway-news.ts';
import { keepNginx } from './kept-nginx.ts';
import type { GatewayPlane, GatewayRequest, NamesPassed, NginxConnection } from './types.ts';

/** Interval of reading what nginx has logged, ms. */
const READ_EVERY = 250;
/** Changes within this time become one configuration, ms. */
const TOGETHER = 20;
/** Delay before another attempt, ms. The bridge may not exist yet. */
const TRY_AGAIN = 2000;
/** High enough for a pup that reads a blockchain block by block. */
const LIMITS: GatewayLimits = { perSecond: 1000, burst: 1000, open: 256 };

/**
 * @param deps.openConnections lists connections from elsewhere to ports of this host
 * @param deps.limits for tests and measurements
 */
export function createGatewayPlane(deps: {
	host: Host;
	log: Logger;
	openConnections: (ports: ReadonlySet<number>) => NginxConnection[];
	limits?: GatewayLimits;
}): GatewayPlane {
	const { host, log, openConnections, limits = LIMITS } = deps;
	const listeners = new Set<(batch: GatewayRequest[]) => void>();
	/**
	 * Undefined until the first `show`. Until then an nginx from before this process started keeps
	 * running.
	 */
	let wanted:
		| (Pick<GatewaySpec, 'listen' | 'names'> & { grants: readonly GatewayGrant[]; hooks: readonly GatewayHook[] })
		| null
		| undefined;
	let answer: ((socketPath: string) => Promise<void>) | null = null;
	let news: GatewayNews | null = null;
	let problem: string | null = null;
	const problemListeners = new Set<() => void>();
	const namesListeners = new Set<(passed: NamesPassed | null) => void>();
	let namesPassed: NamesPassed | null = null;
	let reading: NodeJS.Timeout | undefined;
	let soon: NodeJS.Timeout | undefined;
	let closed = false;
	/** The configuration that nginx is known to use. */
	let applied: typeof wanted;

	function noteProblem(next: string | null): void {
		if (next !== null && next !== problem) log.warn({ reason: next }, 'pups cannot call each other');
		if (next === problem) return;
		problem = next;
		for (const fn of [...problemListeners]) fn();
	}

	function noteNames(next: NamesPassed | null): void {
		if (isDeepStrictEqual(next, namesPassed)) return;
		namesPassed = next;
		for (const fn of [...namesListeners]) fn(next);
	}

	function publish(batch: GatewayRequest[]): void {
		for (const fn of [...listeners]) fn(batch);
	}

	/**
	 * Creates the log that nginx writes to and the socket that it asks at. Must happen before nginx
	 * starts.
	 */
	async function meet(signal: AbortSignal): Promise<void> {
		if (news && !answer) return;
		const { gate } = await host.call(gatewayPrepare, {}, { signal });
		if (!news) {
			const opened = openGatewayNews(dirname(gate), publish);
			news = opened;
			reading = setInterval(() => readNews(opened), READ_EVERY).unref();
		}
		const open = answer;
		answer = null;
		await open?.(gate);
	}

	function readNews(from: GatewayNews): void {
		try {
			from.read();
		} catch (error) {
			log.error({ err: error }, 'the log of the gateway could not be read');
		}
	}

	const kept = keepNginx({
		host,
		log,
		verbs: { watch: gatewayWatch, stop: gatewayStop },
		lost: 'what pups ask of each other',
		retryMs: TRY_AGAIN,
		wanted: () => Boolean(wanted),
		async apply(signal) {
			await meet(signal);
			if (!wanted) return { again: false };
			const taken = wanted;
			const spec = { ...taken, grants: [...taken.grants], hooks: [...taken.hooks], limits };
			const { exchanged, noNames } = await host.call(gatewayApply, spec, { signal });
			if (applied === undefined && exchanged) cuts.oweAll();
			applied = taken;
			noteProblem(null);
			noteNames(taken.names && (noNames ? { missing: noNames } : { port: taken.names.port }));
			cuts.settleSoon();
			return { again: false };
		},
		stopped() {
			applied = null;
			cuts.forget();
			noteProblem(null);
			noteNames(null);
		},
		failed(reason) {
			noteProblem(reason);
			// An nginx that ran before may go on with its old configuration.
			if (wanted?.names && !namesPassed) noteNames({ missing: 'no-nginx' });
		}
	});

	/** Waits until nginx has loaded the current configuration. */
	async function loaded(): Promise<void> {
		if (soon) {
			clearTimeout(soon);
			soon = undefined;
			kept.settle();
		}
		await kept.settled();
	}

	const cuts = createGatewayCuts({
		host,
		log,
		openConnections,
		// Null until nginx has the current configuration: before that a pup could reopen a revoked
		// connection.
		port: () => (!closed && wanted && applied === wanted ? wanted.listen.port : null),
		restart: kept.restart,
		again: () => setTimeout(kept.settle, TRY_AGAIN).unref()
	});

	return {
		answerAt(open) {
			answer = open;
			if (wanted) kept.settle();
		},
		show(gateway, grants, hooks = []) {
			const next = gateway && {
				listen: { address: gateway.address, port: gateway.port },
				names: gateway.names,
				grants,
				hooks
			};
			if (closed || isDeepStrictEqual(next, wanted)) return;
			wanted = next;
			soon ??= setTimeout(() => {
				soon = undefined;
				kept.settle();
			}, TOGETHER);
		},
		shown: loaded,
		problem: () => problem,
		onProblem(fn) {
			problemListeners.add(fn);
			return () => void problemListeners.delete(fn);
		},
		onNamesPassed(fn) {
			namesListeners.add(fn);
			return () => void namesListeners.delete(fn);
		},
		onRequests(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		async cut(pups) {
			if (!wanted || pups.length === 0) return;
			cuts.owe(pups.map(({ from }) => from));
			await loaded();
			await cuts.settle();
		},
		async close() {
			closed = true;
			clearTimeout(soon);
			cuts.close();
			clearInterval(reading);
			await kept.close();
			news?.close();
			news = null;
		}
	};
}
