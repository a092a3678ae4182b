/**
 * Cuts the connections that pups have open at the gateway after a grant was revoked. A cut stays
 * owed until it succeeds.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createQueue } from '../concurrency/index.ts';
import type { Host } from '../host/index.ts';
import { cutConnections } from './cut-connections.ts';
import type { NginxConnection } from './types.ts';

/** A second pass after this time cuts a request that was accepted just before, ms. */
const RECHECK_MS = 300;

export interface GatewayCuts {
	/** Owes a cut of all connections of these addresses. */
	owe(addresses: readonly string[]): void;
	/**
	 * Owes a cut of all connections. Those from before this process started used unknown grants.
	 */
	oweAll(): void;
	/** Forgets what is owed, because no connection is open any more. */
	forget(): void;
	/** Cuts what is owed, if that is possible now. @throws the reason why it failed */
	settle(): Promise<void>;
	/** Does the same in the background, and logs a failure. */
	settleSoon(): void;
	close(): void;
}

/**
 * @param deps.port where nginx listens; null until nginx has the current configuration
 * @param deps.restart stops nginx and starts it again
 * @param deps.again schedules another attempt
 */
export function createGatewayCuts(deps: {
	host: Host;
	log: Logger;
	openConnections: (ports: ReadonlySet<number>) => NginxConnection[];
	port: () => number | null;
	restart: () => Promise<void>;
	again: () => NodeJS.Timeout;
}): GatewayCuts {
	const { host, log, openConnections } = deps;
	/** Addresses, each with a symbol that changes whenever the address is owed again. */
	const owed = new Map<string, symbol>();
	let owesAll = false;
	let recut: NodeJS.Timeout | undefined;
	const inTurn = createQueue();

	/**
	 * All open connections of these pups, whatever they last carried. Half a request for another
	 * grant may be pending on one, and its worker process may still use the old grants.
	 */
	function openOf(port: number, addresses: ReadonlySet<string> | 'all'): NginxConnection[] {
		const open = openConnections(new Set([port]));
		return addresses === 'all' ? open : open.filter(({ peer }) => addresses.has(peer));
	}

	async function cutOpen(addresses: ReadonlySet<string> | 'all'): Promise<void> {
		const port = deps.port();
		if (port === null) return;
		const list = () => openConnections(new Set([port]));
		if (await cutConnections(host, openOf(port, addresses), list)) return;
		log.warn('this kernel cannot cut single connections; the gateway of pups is restarted');
		await deps.restart();
	}

	/** Where a cut is impossible now, it is made once nginx has the current configuration. */
	async function cutOwed(): Promise<void> {
		if (deps.port() === null || (!owesAll && owed.size === 0)) return;
		const paid = [...owed];
		const all = owesAll;
		const addresses = all ? 'all' : new Set(paid.map(([address]) => address));
		await cutOpen(addresses);
		await delay(RECHECK_MS);
		await cutOpen(addresses);
		// The configuration has changed since. The cut is repeated once nginx has the new one.
		if (deps.port() === null) return;
		for (const [address, one] of paid) if (owed.get(address) === one) owed.delete(address);
		if (all) owesAll = false;
	}

	async function settle(): Promise<void> {
		try {
			await inTurn(cutOwed);
		} catch (error) {
			clearTimeout(recut);
			recut = deps.again();
			throw error;
		}
	}

	return {
		owe(addresses) {
			for (const address of addresses) owed.set(address, Symbol());
		},
		oweAll: () => void (owesAll = true),
		forget() {
			owed.clear();
			owesAll = false;
		},
		settle,
		settleSoon() {
			if (!owesAll && owed.size === 0) return;
			settle().catch((error: unknown) => {
				log.warn({ err: error }, 'connections of revoked grants are not cut yet');
			});
		},
		close: () => clearTimeout(recut)
	};
}
