/** What may pass between pups, the internet and the home network, for a drawing of it. Pure. */
import type { ConnectionEdge, ConnectionNode, Connections, PupWiring } from '../../contract/wiring.ts';
import type { KnownPup } from '../pups/index.ts';
import { accessOf } from './access.ts';
import type { AccessRow } from './rows.ts';

const BEYOND: readonly ConnectionNode[] = [
	{ id: 'internet', kind: 'internet', name: 'Internet', state: null, address: null },
	{ id: 'lan', kind: 'lan', name: 'Home network', state: null, address: null }
];

/** The most serious of some; null where none is rated. */
function mostSerious(severities: readonly (number | null)[]): number | null {
	const rated = severities.filter((one) => one !== null);
	return rated.length > 0 ? Math.min(...rated) : null;
}

const UNCOUNTED = { bytes: null, requests: null, refused: null };

/** An edge for each interface that a pup was given by somebody who is there. */
function providerEdges(pup: KnownPup, { dependsOn }: PupWiring): ConnectionEdge[] {
	return dependsOn.flatMap((need): ConnectionEdge[] => {
		if (!need.provider) return [];
		const granted = need.permissions.filter((one) => one.granted);
		const told = granted.length > 0 ? granted : need.permissions;
		return [
			{
				from: pup.id,
				to: need.provider.id,
				interface: need.interface,
				severity: mostSerious(told.map(({ severity }) => severity)),
				groups: need.permissions.map(({ name, description, severity, granted: yes, optional }) => ({
					name,
					description,
					severity,
					granted: yes,
					optional
				})),
				open: granted.length > 0 && need.problem === null,
				problem: need.problem,
				...UNCOUNTED
			}
		];
	});
}

function beyondEdges(pup: KnownPup, row: Omit<AccessRow, 'pupId'>): ConnectionEdge[] {
	const { reachesInternet, asksInternet, lan } = accessOf(pup, row);
	const edge = (to: string, open: boolean): ConnectionEdge => ({
		from: pup.id,
		to,
		interface: null,
		severity: null,
		groups: [],
		open,
		problem: null,
		...UNCOUNTED
	});
	return [
		...(reachesInternet || asksInternet ? [edge('internet', reachesInternet)] : []),
		...(lan ? [edge('lan', true)] : [])
	];
}

/**
 * @param pups all of them; those that are uninstalled are left out
 * @param deps.wiringOf of an installed pup
 */
export function connectionsOf(
	pups: readonly KnownPup[],
	deps: { wiringOf(id: string): PupWiring; accessOf(id: string): Omit<AccessRow, 'pupId'> }
): Connections {
	const there = pups.filter(({ state }) => state !== 'uninstalled');
	const ids = new Set(there.map(({ id }) => id));
	return {
		nodes: [
			...there.map(({ id, name, state, address }): ConnectionNode => ({ id, kind: 'pup', name, state, address })),
			...BEYOND
		],
		edges: there.flatMap((pup) => [
			...providerEdges(pup, deps.wiringOf(pup.id)).filter(({ to }) => ids.has(to)),
			...beyondEdges(pup, deps.accessOf(pup.id))
		])
	};
}
