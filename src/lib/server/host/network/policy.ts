/**
 * What pups may reach, as elements of sets of the table (`table.ts`). A rule never names a pup: it
 * asks a set. So one element more or less is all that a permission is, and it counts what passes.
 */

import { chosenNeighbors, type ChosenAddress } from './chosen/addresses.ts';

export type Protocol = 'tcp' | 'udp';

/** What one pup may reach, and what leads to it. */
export interface TablePolicy {
	/** The pup's own IPv4 address. */
	address: string;
	internet: boolean;
	/** The home network. */
	lan: boolean;
	/** CIDR; only these of what the two open; none holds another. Null: all of it. */
	networks: string[] | null;
	/**
	 * Tags of names: beside the networks, what questions for these were answered with (`named.ts`),
	 * and no other name is answered. Null: it may ask for all.
	 */
	names: string[] | null;
	/** Ports of other pups. */
	reaches: { address: string; protocol: Protocol; port: number }[];
	/**
	 * Addresses of those on the same networks, all of whose ports it reaches, and they its. Null:
	 * it is on none; who is on one asks the box for names.
	 */
	neighbors: string[] | null;
	/**
	 * Its IPv6 address, and those of who is on the same networks that have IPv6 (`ipv6.ts`). Null:
	 * it is on none of these, and has no IPv6.
	 */
	ipv6: { address: string; neighbors: string[] } | null;
	/** Addresses that were chosen for it on its networks, beside its own (`chosen/`). */
	chosen: ChosenAddress[];
	/** Ports of the host that lead to ports of the pup; at one address of it, or (null) at all. */
	publishes: { protocol: Protocol; hostPort: number; hostAddress: string | null; port: number }[];
}

/** Sets which pups' permissions are elements of, with the types of their keys. */
export const POLICY_SETS = {
	internet: { type: 'ipv4_addr', counts: true },
	lan: { type: 'ipv4_addr', counts: true },
	narrowed: { type: 'ipv4_addr' },
	only: { type: 'ipv4_addr . ipv4_addr', flags: 'interval' },
	/** Those who are held to names. */
	by_name: { type: 'ipv4_addr' },
	/** Dependant, provider, port of the provider. */
	grants: { type: 'ipv4_addr . ipv4_addr . inet_proto . inet_service', counts: true },
	/** Dependant and provider: for messages about a connection, which have no port. */
	granted: { type: 'ipv4_addr . ipv4_addr' },
	/** Two on the same network, in both orders. */
	neighbors: { type: 'ipv4_addr . ipv4_addr' },
	/** Chosen addresses. */
	chosen: { type: 'ipv4_addr' },
	/** Those whose questions for names are answered by the box itself. */
	networked: { type: 'ipv4_addr' },
	/** Ports of pups to which one of the host leads. */
	published: { type: 'ipv4_addr . inet_proto . inet_service', counts: true },
	publishers: { type: 'ipv4_addr' },
	/** Ports of the host that lead to pups, at all of its addresses, and at one. */
	host_ports_used: { type: 'inet_proto . inet_service' },
	host_address_ports_used: { type: 'ipv4_addr . inet_proto . inet_service' }
} satisfies Record<string, { type: string; flags?: string; counts?: boolean }>;

export type PolicySet = keyof typeof POLICY_SETS;

/** The map of the host's ports to pups and their ports, beside the sets. */
export const PORT_MAP = 'host_ports';
/** The same of ports at one address of the host. */
export const ADDRESS_PORT_MAP = 'host_address_ports';

/** Both, with the types of their keys and of what these lead to. */
export const POLICY_MAPS = {
	[PORT_MAP]: 'meta l4proto . th dport : ip daddr . th dport',
	[ADDRESS_PORT_MAP]: 'ip daddr . meta l4proto . th dport : ip daddr . th dport'
} as const;

type Elements = Record<PolicySet | typeof PORT_MAP | typeof ADDRESS_PORT_MAP, string[]>;

/** Elements of each set, and of the map; without doubles. */
export function elementsOf(policies: readonly TablePolicy[]): Elements {
	const found = {
		internet: new Set<string>(),
		lan: new Set<string>(),
		narrowed: new Set<string>(),
		only: new Set<string>(),
		by_name: new Set<string>(),
		grants: new Set<string>(),
		granted: new Set<string>(),
		neighbors: new Set<string>(),
		chosen: new Set<string>(),
		networked: new Set<string>(),
		published: new Set<string>(),
		publishers: new Set<string>(),
		host_ports_used: new Set<string>(),
		host_address_ports_used: new Set<string>(),
		[PORT_MAP]: new Set<string>(),
		[ADDRESS_PORT_MAP]: new Set<string>()
	};
	for (const { address, internet, lan, networks, names, reaches, neighbors, chosen, publishes } of policies) {
		if (internet) found.internet.add(address);
		if (lan) found.lan.add(address);
		if (networks || names) found.narrowed.add(address);
		if (names) found.by_name.add(address);
		for (const network of networks ?? []) found.only.add(`${address} . ${network}`);
		for (const to of reaches) {
			found.grants.add(`${address} . ${to.address} . ${to.protocol} . ${to.port}`);
			found.granted.add(`${address} . ${to.address}`);
		}
		if (neighbors || names) found.networked.add(address);
		for (const other of neighbors ?? []) {
			found.neighbors.add(`${address} . ${other}`);
			found.neighbors.add(`${other} . ${address}`);
		}
		for (const one of chosen) found.chosen.add(one.address);
		for (const pair of chosenNeighbors(chosen)) found.neighbors.add(pair);
		for (const { protocol, hostPort, hostAddress, port } of publishes) {
			found.published.add(`${address} . ${protocol} . ${port}`);
			found.publishers.add(address);
			const used = `${protocol} . ${hostPort}`;
			const to = `${address} . ${port}`;
			if (hostAddress === null) {
				found.host_ports_used.add(used);
				found[PORT_MAP].add(`${used} : ${to}`);
			} else {
				found.host_address_ports_used.add(`${hostAddress} . ${used}`);
				found[ADDRESS_PORT_MAP].add(`${hostAddress} . ${used} : ${to}`);
			}
		}
	}
	return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, [...values]])) as Elements;
}

/** Whether anything of it passes through the host. */
export function passes({ internet, lan, reaches, neighbors, publishes }: TablePolicy): boolean {
	return internet || lan || reaches.length > 0 || (neighbors?.length ?? 0) > 0 || publishes.length > 0;
}

/** Sets and map with their elements, as lines within the table. */
export function policyLines(policies: readonly TablePolicy[]): string[] {
	const elements = elementsOf(policies);
	const sets = (Object.keys(POLICY_SETS) as PolicySet[]).flatMap((name) => {
		const { type, flags, counts }: { type: string; flags?: string; counts?: boolean } = POLICY_SETS[name];
		return [
			`	set ${name} {`,
			`		type ${type}`,
			...(flags ? [`		flags ${flags}`] : []),
			...(counts ? ['		counter'] : []),
			...listed(elements[name]),
			'	}'
		];
	});
	return [
		...sets,
		...Object.entries(POLICY_MAPS).flatMap(([name, type]) => [
			`	map ${name} {`,
			`		typeof ${type}`,
			...listed(elements[name as keyof typeof POLICY_MAPS]),
			'	}'
		])
	];
}

/** Elements of a set that stands in the text; a set without any says nothing of them. */
export function listed(values: readonly string[]): string[] {
	return values.length > 0 ? [`		elements = { ${values.join(', ')} }`] : [];
}
