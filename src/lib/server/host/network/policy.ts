/**
 * What pups may reach, as elements of sets of the table (`table.ts`). A rule never names a pup: it
 * asks a set. So one element more or less is all that a permission is, and it counts what passes.
 */

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
	/** Ports of other pups. */
	reaches: { address: string; protocol: Protocol; port: number }[];
	/** Ports of the host that lead to ports of the pup. */
	publishes: { protocol: Protocol; hostPort: number; port: number }[];
}

/** Sets which pups' permissions are elements of, with the types of their keys. */
export const POLICY_SETS = {
	internet: { type: 'ipv4_addr', counts: true },
	lan: { type: 'ipv4_addr', counts: true },
	narrowed: { type: 'ipv4_addr' },
	only: { type: 'ipv4_addr . ipv4_addr', flags: 'interval' },
	/** Dependant, provider, port of the provider. */
	grants: { type: 'ipv4_addr . ipv4_addr . inet_proto . inet_service', counts: true },
	/** Dependant and provider: for messages about a connection, which have no port. */
	granted: { type: 'ipv4_addr . ipv4_addr' },
	/** Ports of pups to which one of the host leads. */
	published: { type: 'ipv4_addr . inet_proto . inet_service', counts: true },
	publishers: { type: 'ipv4_addr' }
} satisfies Record<string, { type: string; flags?: string; counts?: boolean }>;

export type PolicySet = keyof typeof POLICY_SETS;

/** The map of the host's ports to pups and their ports, beside the sets. */
export const PORT_MAP = 'host_ports';

/** Elements of each set, and of the map; without doubles. */
export function elementsOf(policies: readonly TablePolicy[]): Record<PolicySet | typeof PORT_MAP, string[]> {
	const found = {
		internet: new Set<string>(),
		lan: new Set<string>(),
		narrowed: new Set<string>(),
		only: new Set<string>(),
		grants: new Set<string>(),
		granted: new Set<string>(),
		published: new Set<string>(),
		publishers: new Set<string>(),
		[PORT_MAP]: new Set<string>()
	};
	for (const { address, internet, lan, networks, reaches, publishes } of policies) {
		if (internet) found.internet.add(address);
		if (lan) found.lan.add(address);
		if (networks) found.narrowed.add(address);
		for (const network of networks ?? []) found.only.add(`${address} . ${network}`);
		for (const to of reaches) {
			found.grants.add(`${address} . ${to.address} . ${to.protocol} . ${to.port}`);
			found.granted.add(`${address} . ${to.address}`);
		}
		for (const { protocol, hostPort, port } of publishes) {
			found.published.add(`${address} . ${protocol} . ${port}`);
			found.publishers.add(address);
			found[PORT_MAP].add(`${protocol} . ${hostPort} : ${address} . ${port}`);
		}
	}
	return Object.fromEntries(Object.entries(found).map(([name, values]) => [name, [...values]])) as Record<
		PolicySet | typeof PORT_MAP,
		string[]
	>;
}

/** Whether anything of it passes through the host. */
export function passes({ internet, lan, reaches, publishes }: TablePolicy): boolean {
	return internet || lan || reaches.length > 0 || publishes.length > 0;
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
		`	map ${PORT_MAP} {`,
		'		typeof meta l4proto . th dport : ip daddr . th dport',
		...listed(elements[PORT_MAP]),
		'	}'
	];
}

/** Elements of a set that stands in the text; a set without any says nothing of them. */
export function listed(values: readonly string[]): string[] {
	return values.length > 0 ? [`		elements = { ${values.join(', ')} }`] : [];
}
