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
import { createQueue } from '../concurrency/index.ts';
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
	let recut: NodeJS.Timeout | undefined;
	let closed = false;
	/** What nginx is known to go by. */
	let applied: typeof wanted;
	/** Addresses of whom something was taken back and may be open still, with what it was. */
	const owed = new Map<string, Pick<GatewayGrant, 'from'>>();
	/** One of an earlier life went by other grants: any of what is open may have ended. */
	let owesAll = false;
	const cutInTurn = createQueue();

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
			const taken = wanted;
			const spec = { ...taken, grants: [...taken.grants], limits };
			const { exchanged } = await host.call(gatewayApply, spec, { signal });
			if (applied === undefined && exchanged) owesAll = true;
			applied = taken;
			noteProblem(null);
			if (owesAll || owed.size > 0) settleDebts().catch(noteUncut);
			return { again: false };
		},
		stopped() {
			applied = null;
			// Nothing is open any more.
			owed.clear();
			owesAll = false;
			noteProblem(null);
		},
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

	/**
	 * What is open of these pups, whatever it was used for last: half a request for another grant
	 * may wait on it, and the worker that has it goes by the old grants.
	 */
	function openOf(port: number, addresses: ReadonlySet<string> | 'all'): NginxConnection[] {
		const open = openConnections(new Set([port]));
		return addresses === 'all' ? open : open.filter(({ peer }) => addresses.has(peer));
	}

	async function cutOpen(port: number, addresses: ReadonlySet<string> | 'all'): Promise<void> {
		if (closed) return;
		const open = openOf(port, addresses);
		for (let at = 0; at < open.length; at += CUT_AT_ONCE) {
			await host.call(nginxCut, { connections: open.slice(at, at + CUT_AT_ONCE) });
		}
		if (open.length === 0) return;
		const left = openConnections(new Set([port]));
		if (!open.some((one) => left.some((other) => isDeepStrictEqual(one, other)))) return;
		log.warn('this kernel cannot cut single connections; the gateway of pups is begun anew');
		await kept.restart();
	}

	/** Cuts what is owed, once nginx goes by what is wanted now; else that follows when it does. */
	async function cutOwed(): Promise<void> {
		if (closed || !wanted || applied !== wanted || (!owesAll && owed.size === 0)) return;
		const { port } = wanted.listen;
		const paid = [...owed];
		const all = owesAll;
		const addresses = all ? 'all' : new Set(paid.map(([address]) => address));
		await cutOpen(port, addresses);
		await delay(SECOND_LOOK);
		await cutOpen(port, addresses);
		for (const [address, one] of paid) if (owed.get(address) === one) owed.delete(address);
		if (all) owesAll = false;
	}

	/** @throws what kept it from being cut; it is tried again */
	async function settleDebts(): Promise<void> {
		try {
			await cutInTurn(cutOwed);
		} catch (error) {
			clearTimeout(recut);
			if (!closed) recut = setTimeout(kept.settle, TRY_AGAIN).unref();
			throw error;
		}
	}

	function noteUncut(error: unknown): void {
		log.warn({ err: error }, 'what pups have open of grants that were taken back is not cut yet');
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
		async cut(pups) {
			if (!wanted || pups.length === 0) return;
			for (const one of pups) owed.set(one.from, one);
			await loaded();
			await settleDebts();
		},
		async close() {
			closed = true;
			clearTimeout(soon);
			clearTimeout(recut);
			clearInterval(reading);
			await kept.close();
			news?.close();
			news = null;
		}
	};
}
