/**
 * nginx, which carries what pups ask of each other: kept as it should be. What is granted is not
 * decided here.
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

/** How often what nginx has written is read, ms. */
const READ_EVERY = 250;
/** Several changes of one moment are one configuration, ms. */
const TOGETHER = 20;
/** The bridge may be on its way, ms. */
const TRY_AGAIN = 2000;
/** A pup that reads a chain block by block gets along with it. */
const LIMITS: GatewayLimits = { perSecond: 1000, burst: 1000, open: 256 };

/**
 * @param deps.openConnections of others to ports of this host
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
	/** Undefined until it is known: one of an earlier life goes on. */
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
	/** What nginx is known to go by. */
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

	/** Makes what nginx writes into and asks at, before it is started. */
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
			log.error({ err: error }, 'what went over the gateway could not be read');
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
			// What ran before may go on, as it was.
			if (wanted?.names && !namesPassed) noteNames({ missing: 'no-nginx' });
		}
	});

	/** Waits until what was wanted last has been loaded. */
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
		// Before nginx goes by what is wanted now, what was taken back could be opened again.
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
