/** Requests between pups, in memory: the last ones of each edge, and their number. */
import type { ConnectionRequest } from '../../contract/wiring.ts';
import { createRecent } from '../concurrency/index.ts';
import type { GatewayRequest } from '../network/index.ts';

/** Number of requests kept for one edge. */
const KEPT = 100;
/** Most edges of one pup. A pup may ask for interfaces that do not exist. */
const MOST_EDGES = 64;
/** Most addresses that are stored. The one that has been idle longest is dropped first. */
const MOST_PUPS = 500;

export interface EdgeCounts {
	requests: number;
	refused: number;
	/** Bytes of the answers. */
	bytes: number;
}

export interface RequestLog {
	add(batch: readonly GatewayRequest[]): void;
	/** Newest first. @param from address of the requesting pup */
	last(from: string, name: string): ConnectionRequest[];
	counts(from: string, name: string): EdgeCounts;
	/**
	 * Forgets the requests of all other addresses. Their pups are gone, and other pups may get
	 * these addresses.
	 */
	keepOnly(from: readonly (string | null)[]): void;
}

interface Edge {
	counts: EdgeCounts;
	last: ConnectionRequest[];
}

export function createRequestLog(): RequestLog {
	/** By address of the requesting pup, then by interface. */
	const edges = createRecent<string, Map<string, Edge>>(MOST_PUPS);

	function edgeOf(from: string, name: string): Edge | null {
		const known = edges.get(from) ?? new Map<string, Edge>();
		edges.set(from, known);
		const found = known.get(name);
		if (found || known.size >= MOST_EDGES) return found ?? null;
		const edge: Edge = { counts: { requests: 0, refused: 0, bytes: 0 }, last: [] };
		known.set(name, edge);
		return edge;
	}

	return {
		add(batch) {
			for (const { from, interface: name, ...request } of batch) {
				const edge = name === null ? null : edgeOf(from, name.toLowerCase());
				if (!edge) continue;
				edge.counts.requests++;
				edge.counts.bytes += request.bytes;
				if (request.refused !== null) edge.counts.refused++;
				edge.last.unshift(request);
				edge.last.length = Math.min(edge.last.length, KEPT);
			}
		},
		last: (from, name) => [...(edges.get(from)?.get(name.toLowerCase())?.last ?? [])],
		counts: (from, name) => edges.get(from)?.get(name.toLowerCase())?.counts ?? { requests: 0, refused: 0, bytes: 0 },
		keepOnly(from) {
			for (const address of [...edges.keys()]) if (!from.includes(address)) edges.delete(address);
		}
	};
}
