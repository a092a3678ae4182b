/**
 * What pups have open at the gateway of grants that were taken back: owed a cut until it is made.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createQueue } from '../concurrency/index.ts';
import type { Host } from '../host/index.ts';
import { cutConnections } from './cut-connections.ts';
import type { NginxConnection } from './types.ts';

/** A request that was let in just before is cut by a second look, ms. */
const RECHECK_MS = 300;

export interface GatewayCuts {
	/** All that these addresses have open is to be cut. */
	owe(addresses: readonly string[]): void;
	/** All that anybody has open: one of an earlier life went by other grants. */
	oweAll(): void;
	/** Nothing is open any more. */
	forget(): void;
	/** Cuts what is owed, where it can be now. @throws what kept it from being cut */
	settle(): Promise<void>;
	/** The same without waiting for it; what fails is logged. */
	settleSoon(): void;
	close(): void;
}

/**
 * @param deps.port where nginx listens; null while it does not go by what is wanted now
 * @param deps.restart ends nginx and starts it again
 * @param deps.again tries it again later
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
	/** Addresses, each with what tells whether it was owed once more since. */
	const owed = new Map<string, symbol>();
	let owesAll = false;
	let recut: NodeJS.Timeout | undefined;
	const inTurn = createQueue();

	/**
	 * What is open of these pups, whatever it was used for last: half a request for another grant
	 * may wait on it, and the worker that has it goes by the old grants.
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
		log.warn('this kernel cannot cut single connections; the gateway of pups is begun anew');
		await deps.restart();
	}

	/** Where it cannot be done now, that follows when nginx goes by what is wanted. */
	async function cutOwed(): Promise<void> {
		if (deps.port() === null || (!owesAll && owed.size === 0)) return;
		const paid = [...owed];
		const all = owesAll;
		const addresses = all ? 'all' : new Set(paid.map(([address]) => address));
		await cutOpen(addresses);
		await delay(RECHECK_MS);
		await cutOpen(addresses);
		// Something else is wanted since: it is cut when that is in force.
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
				log.warn({ err: error }, 'what pups have open of grants that were taken back is not cut yet');
			});
		},
		close: () => clearTimeout(recut)
	};
}
