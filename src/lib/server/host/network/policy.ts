/**
 * What pups may reach, as elements of the table's sets (`table.ts`). Rules match sets and never
 * name a pup. So one element adds or removes a permission, and also counts its packets.
 */

import { chosenNeighbors, type ChosenAddress } from './chosen/addresses.ts';

export type Protocol = 'tcp' | 'udp';

/** What one pup may reach, and what leads to it. */
export interface TablePolicy {
	/** The pup's own IPv4 address. */
	address: string;
	internet: boolean;
	/** Access to the home network. */
	lan: boolean;
	/** CIDR; limits `internet` and `lan` to these. None contains another. Null: no limit. */
	networks: string[] | null;
	/**
	 * Tags of names. Besides the networks, the pup may reach what DNS queries for these returned
	 * (`named.ts`), and no other query is answered. Null: it may ask for any name.
	 */
	names: string[] | null;
	/** Ports of other pups. */
	reaches: { address: string; protocol: Protocol; port: number }[];
	/**
	 * Addresses of the boxes on the same networks: each reaches all ports of the others. Null: it
	 * is on no network. A box on a network sends its DNS queries to dogeboxd.
	 */
	neighbors: string[] | null;
	/**
	 * Its IPv6 address, and those of the boxes on its networks with IPv6 (`ipv6.ts`). Null: it is
	 * on no such network, and has no IPv6.
	 */
	ipv6: { address: string; neighbors: string[] } | null;
	/** Addresses chosen for it on its networks, in addition to its own (`chosen/`). */
	chosen: ChosenAddress[];
	/** Host ports that lead to ports of the pup, at one address of the host or (null) at all. */
	publishes: { protocol: Protocol; hostPort: number; hostAddress: string | null; port: number }[];
}

/** Sets whose elements are the pups' permissions, with the types of their keys. */
export const POLICY_SETS = {
	internet: { type: 'ipv4_addr', counts: true },
	lan: { type: 'ipv4_addr', counts: true },
	narrowed: { type: 'ipv4_addr' },
	only: { type: 'ipv4_addr . ipv4_addr', flags: 'interval' },
	/** Pups that are restricted to names. */
	by_name: { type: 'ipv4_addr' },
	/** Dependant, provider, port of the provider. */
	grants: { type: 'ipv4_addr . ipv4_addr . inet_proto . inet_service', counts: true },
	/** Dependant and provider, for ICMP messages about a connection, which have no port. */
	granted: { type: 'ipv4_addr . ipv4_addr' },
	/** Pairs on the same network, in both orders. */
	neighbors: { type: 'ipv4_addr . ipv4_addr' },
	/** Chosen addresses. */
	chosen: { type: 'ipv4_addr' },
	/** Boxes whose DNS queries dogeboxd answers. */
	networked: { type: 'ipv4_addr' },
	/** Ports of pups that a host port leads to. */
	published: { type: 'ipv4_addr . inet_proto . inet_service', counts: true },
	publishers: { type: 'ipv4_addr' },
	/** Host ports that lead to pups, at all addresses of the host, and at a single one. */
	host_ports_used: { type: 'inet_proto . inet_service' },
	host_address_ports_used: { type: 'ipv4_addr . inet_proto . inet_service' }
} satisfies Record<string, { type: string; flags?: string; counts?: boolean }>;

export type PolicySet = keyof typeof POLICY_SETS;

/** Map of host ports to pups and their ports. */
export const PORT_MAP = 'host_ports';
/** The same map for ports at one address of the host. */
export const ADDRESS_PORT_MAP = 'host_address_ports';

/** Both maps, with the types of keys and values. */
export const POLICY_MAPS = {
	[PORT_MAP]: 'meta l4proto . th dport : ip daddr . th dport',
	[ADDRESS_PORT_MAP]: 'ip daddr . meta l4proto . th dport : ip daddr . th dport'
} as const;

type Elements = Record<PolicySet | typeof PORT_MAP | typeof ADDRESS_PORT_MAP, string[]>;

/** Elements of each set and map, without duplicates. */
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

/** Whether the policy needs packets to be forwarded. */
export function passes({ internet, lan, reaches, neighbors, publishes }: TablePolicy): boolean {
	return internet || lan || reaches.length > 0 || (neighbors?.length ?? 0) > 0 || publishes.length > 0;
}

/** Sets and maps with their elements, as lines of the table. */
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

/** The elements line of a set; nothing for an empty set. */
export function listed(values: readonly string[]): string[] {
	return values.length > 0 ? [`		elements = { ${values.join(', ')} }`] : [];
}
