/**
 * The permitted connections between pups, the internet and the home network, for a diagram. Pure.
 */
import { isNameEntry } from '../../contract/reach.ts';
import type { ConnectionEdge, ConnectionNode, Connections } from '../../contract/wiring.ts';
import type { Traffic } from '../network/index.ts';
import type { KnownPup } from '../pups/index.ts';
import { accessOf } from './access.ts';
import type { DrawnDependency } from './links.ts';
import type { EdgeCounts } from './requests.ts';
import type { AccessRow } from './rows.ts';

const BEYOND: readonly ConnectionNode[] = [
	{ id: 'internet', kind: 'internet', name: 'Internet', state: null, address: null },
	{ id: 'lan', kind: 'lan', name: 'Home network', state: null, address: null }
];

/** The most serious severity, which is the lowest number; null where none is rated. */
function mostSerious(severities: readonly (number | null)[]): number | null {
	const rated = severities.filter((one) => one !== null);
	return rated.length > 0 ? Math.min(...rated) : null;
}

const UNCOUNTED = { bytes: null, requests: null, refused: null };

/** An edge for each interface of a pup that an existing pup provides. */
function providerEdges(pup: KnownPup, dependsOn: readonly DrawnDependency[]): ConnectionEdge[] {
	return dependsOn.flatMap((need): ConnectionEdge[] => {
		if (!need.provider) return [];
		const granted = need.permissions.filter((one) => one.granted);
		const shown = granted.length > 0 ? granted : need.permissions;
		return [
			{
				from: pup.id,
				to: need.provider.id,
				interface: need.interface,
				severity: mostSerious(shown.map(({ severity }) => severity)),
				groups: need.permissions.map(({ name, description, severity, granted: yes, optional }) => ({
					name,
					description,
					severity,
					granted: yes,
					optional
				})),
				open: granted.length > 0 && need.problem === null,
				only: null,
				problem: need.problem,
				...UNCOUNTED
			}
		];
	});
}

const plainEdge = (from: string, to: string, open: boolean, only: string[] | null = null): ConnectionEdge => ({
	from,
	to,
	interface: null,
	severity: null,
	groups: [],
	open,
	only,
	problem: null,
	...UNCOUNTED
});

function beyondEdges(pup: KnownPup, row: AccessRow | null): ConnectionEdge[] {
	const { reachesInternet, asksInternet, lan, networks } = accessOf(pup, row);
	return [
		...(reachesInternet || asksInternet ? [plainEdge(pup.id, 'internet', reachesInternet, networks)] : []),
		...(lan ? [plainEdge(pup.id, 'lan', true, networks?.filter((one) => !isNameEntry(one)) ?? null)] : [])
	];
}

/** The measured traffic. */
export interface Counted {
	/** Null: the network counts nothing. */
	traffic: readonly Traffic[] | null;
	/** Requests of an edge through the gateway; null without a gateway. */
	requests: ((from: string, name: string) => EdgeCounts) | null;
	/** Ports of a provider that belong to an interface. */
	portsOf(providerId: string, name: string): readonly number[];
	/** Why the gateway does not work; null where it does. */
	problem: string | null;
}

/** Adds traffic to the edges, and an edge for each refused attempt. */
function counted(edges: readonly ConnectionEdge[], pups: readonly KnownPup[], by: Counted): ConnectionEdge[] {
	const { traffic, requests } = by;
	const addresses = new Map(pups.map(({ id, address }) => [id, address]));
	const ids = new Map(pups.flatMap(({ id, address }) => (address === null ? [] : [[address, id] as const])));
	const place = (end: string) => ids.get(end) ?? (end === 'internet' || end === 'lan' ? end : null);
	const rows = (traffic ?? []).map((one) => ({ ...one, from: place(one.from), to: place(one.to) }));
	const isOf = ({ from, to, interface: name }: ConnectionEdge, row: (typeof rows)[number]) =>
		row.from === from &&
		row.to === to &&
		(name === null || row.port === null || by.portsOf(to, name).includes(row.port));
	const shown = edges.map((edge): ConnectionEdge => {
		const own = rows.filter((row) => isOf(edge, row));
		const passed = own.filter(({ refused }) => !refused).reduce((sum, { bytes }) => sum + bytes, 0);
		const packets = own.filter(({ refused }) => refused).reduce((sum, row) => sum + row.packets, 0);
		const asked = edge.interface === null ? null : (requests?.(addresses.get(edge.from) ?? '', edge.interface) ?? null);
		if (traffic === null && asked === null) return edge;
		return {
			...edge,
			bytes: passed + (asked?.bytes ?? 0),
			requests: asked?.requests ?? null,
			refused: packets + (asked?.refused ?? 0)
		};
	});
	const tried = new Map<string, ConnectionEdge>();
	for (const row of rows) {
		const { from, to, refused, packets } = row;
		if (!refused || from === null || to === null || from === to || edges.some((edge) => isOf(edge, row))) continue;
		const key = JSON.stringify([from, to]);
		const known = tried.get(key) ?? { ...plainEdge(from, to, false), bytes: 0, refused: 0 };
		tried.set(key, { ...known, refused: (known.refused ?? 0) + packets });
	}
	return [...shown, ...tried.values()];
}

/**
 * @param pups all pups; uninstalled ones are left out
 * @param deps.accessOf null where the owner chose nothing
 */
export function connectionsOf(
	pups: readonly KnownPup[],
	deps: { dependsOn(pup: KnownPup): DrawnDependency[]; accessOf(id: string): AccessRow | null } & Counted
): Connections {
	const there = pups.filter(({ state }) => state !== 'uninstalled');
	const ids = new Set(there.map(({ id }) => id));
	const edges = there.flatMap((pup) => [
		...providerEdges(pup, deps.dependsOn(pup)).filter(({ to }) => ids.has(to)),
		...beyondEdges(pup, deps.accessOf(pup.id))
	]);
	return {
		nodes: [
			...there.map(({ id, name, state, address }): ConnectionNode => ({ id, kind: 'pup', name, state, address })),
			...BEYOND
		],
		edges: counted(edges, there, deps),
		problem: deps.problem
	};
}
