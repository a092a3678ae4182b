/**
 * nginx, which carries what pups ask of each other: kept as it should be. What is granted is not
 * decided here.
 */
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import {
	gatewayApply,
	gatewayPrepare,
	gatewayStop,
	gatewayWatch,
	nginxCut,
	type GatewayGrant,
	type GatewayLimits,
	type Host
} from '../host/index.ts';
import { openGatewayNews, type GatewayNews } from './gateway-news.ts';
import { keepNginx } from './kept-nginx.ts';
import type { GatewayPlane, GatewayRequest, NginxConnection } from './types.ts';

/** How often what nginx has written is read, ms. */
const READ_EVERY = 250;
/** A request that was let in just before is cut by a second look, ms. */
const SECOND_LOOK = 300;
/** Several changes of one moment are one configuration, ms. */
const TOGETHER = 20;
/** The bridge may be on its way, ms. */
const TRY_AGAIN = 2000;
/** Connections in one call of the host. */
const CUT_AT_ONCE = 4000;
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
	let wanted: { listen: { address: string; port: number }; grants: readonly GatewayGrant[] } | null | undefined;
	let answer: ((socketPath: string) => Promise<void>) | null = null;
	let news: GatewayNews | null = null;
	let problem: string | null = null;
	let reading: NodeJS.Timeout | undefined;
	let soon: NodeJS.Timeout | undefined;
	let closed = false;

	function noteProblem(next: string | null): void {
		if (next !== null && next !== problem) log.warn({ reason: next }, 'pups cannot call each other');
		problem = next;
	}

	function tell(batch: GatewayRequest[]): void {
		for (const fn of [...listeners]) fn(batch);
	}

	/** Makes what nginx writes into and asks at, before it is started. */
	async function meet(signal: AbortSignal): Promise<void> {
		if (news && !answer) return;
		const { gate } = await host.call(gatewayPrepare, {}, { signal });
		if (!news) {
			const opened = openGatewayNews(dirname(gate), tell);
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
			await host.call(gatewayApply, { ...wanted, grants: [...wanted.grants], limits }, { signal });
			noteProblem(null);
			return { again: false };
		},
		stopped: () => noteProblem(null),
		failed: noteProblem
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

	/** What is open of these grants; of a connection whose use is not known, it may be. */
	function openOf(port: number, grants: readonly { from: string; interface: string }[]): NginxConnection[] {
		if (news) readNews(news);
		return openConnections(new Set([port])).filter(({ peer, peerPort }) => {
			const used = news?.usedFor(peer, peerPort);
			return grants.some((one) => one.from === peer && (used === undefined || used === one.interface.toLowerCase()));
		});
	}

	async function cutOpen(port: number, grants: readonly { from: string; interface: string }[]): Promise<void> {
		const open = openOf(port, grants);
		for (let at = 0; at < open.length; at += CUT_AT_ONCE) {
			await host.call(nginxCut, { connections: open.slice(at, at + CUT_AT_ONCE) });
		}
		if (open.length === 0) return;
		const left = openConnections(new Set([port]));
		if (!open.some((one) => left.some((other) => isDeepStrictEqual(one, other)))) return;
		log.warn('this kernel cannot cut single connections; the gateway of pups is begun anew');
		await kept.restart();
	}

	return {
		answerAt(open) {
			answer = open;
			if (wanted) kept.settle();
		},
		show(gateway, grants) {
			const next = gateway && { listen: gateway, grants };
			if (closed || isDeepStrictEqual(next, wanted)) return;
			wanted = next;
			soon ??= setTimeout(() => {
				soon = undefined;
				kept.settle();
			}, TOGETHER);
		},
		shown: loaded,
		problem: () => problem,
		onRequests(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		},
		async cut(grants) {
			const port = wanted?.listen.port;
			if (port === undefined || grants.length === 0) return;
			await loaded();
			await cutOpen(port, grants);
			await delay(SECOND_LOOK);
			await cutOpen(port, grants);
		},
		async close() {
			closed = true;
			clearTimeout(soon);
			clearInterval(reading);
			await kept.close();
			news?.close();
			news = null;
		}
	};
}
