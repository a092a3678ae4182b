/** Sums of the table's counters, which restart at zero whenever the table is rewritten. */
import { networkTraffic, type Host, type Passed } from '../host/index.ts';
import type { Traffic } from './types.ts';

/** Most pairs that are stored. */
const MOST_PAIRS = 20_000;

export interface TrafficSums {
	/**
	 * Adds the counters to the sums before they are reset. Never rejects.
	 * @param of address of a pup whose rules alone are removed from the table; absent: all counters
	 *   are reset
	 */
	keep(of?: string): Promise<void>;
	/** Forgets an address's traffic, because the address gets a new owner. */
	forget(address: string): void;
	/** Returns all sums. @throws BoxError where the host cannot be asked */
	read(): Promise<Traffic[]>;
}

/** Whether a counter belongs to a permission of the pup. Counters of refused attempts do not. */
function goesWith(address: string, { from, to, refused }: Passed): boolean {
	return !refused && (from ?? to) === address;
}

export function createTrafficSums({ host, table }: { host: Host; table: string }): TrafficSums {
	const kept = new Map<string, Traffic>();

	function add(sums: Map<string, Traffic>, { from, ...rest }: Passed): void {
		const row: Traffic = { from: from ?? 'outside', ...rest };
		const key = [row.from, row.to, row.protocol, row.port, row.refused].join(' ');
		const before = sums.get(key);
		sums.set(key, {
			...row,
			packets: row.packets + (before?.packets ?? 0),
			bytes: row.bytes + (before?.bytes ?? 0)
		});
	}

	const counted = () => host.call(networkTraffic, { table });

	return {
		async keep(of) {
			const rows = await counted().catch(() => []);
			if (kept.size > MOST_PAIRS) kept.clear();
			for (const row of rows) if (of === undefined || goesWith(of, row)) add(kept, row);
		},
		forget(address) {
			for (const [key, { from, to }] of kept) if (from === address || to === address) kept.delete(key);
		},
		async read() {
			const sums = new Map(kept);
			for (const row of await counted()) add(sums, row);
			return [...sums.values()];
		}
	};
}
