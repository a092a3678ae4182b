/** What pups asked of each other, in memory: the last requests of each edge, and how many. */
import type { ConnectionRequest } from '../../contract/wiring.ts';
import { createRecent } from '../concurrency/index.ts';
import type { GatewayRequest } from '../network/index.ts';

/** Requests that are kept of one edge. */
const KEPT = 100;
/** Edges of one pup; a pup may ask for interfaces that are none. */
const MOST_EDGES = 64;
/** Addresses that are remembered; who asked longest ago for the first time is forgotten first. */
const MOST_PUPS = 500;

export interface EdgeCounts {
	requests: number;
	refused: number;
	/** Sent back. */
	bytes: number;
}

export interface RequestLog {
	add(batch: readonly GatewayRequest[]): void;
	/** Newest first. @param from address of who asks */
	last(from: string, name: string): ConnectionRequest[];
	counts(from: string, name: string): EdgeCounts;
	/** Pups are gone, and their addresses may be others' soon: what others asked is forgotten. */
	keepOnly(from: readonly (string | null)[]): void;
}

interface Edge {
	counts: EdgeCounts;
	last: ConnectionRequest[];
}

export function createRequestLog(): RequestLog {
	/** By address of who asks, then by interface. */
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
