/**
 * The firewall of the pup network as text for `nft -f`. Building the text is separate from applying
 * it, so it can be read and tested. It is one table of ours in two families (`bridge`: who may use
 * which address; `inet`: who may reach what), always replaced as a whole in one transaction. The
 * limits of pups' connections are in a separate table (`flows.ts`). Nothing else of the host's
 * firewall is touched.
 *
 * Each pup's end has its interface and the MAC and IPv4 address that it was given. The bridge drops
 * frames with any other sender, so the source address of a packet identifies the pup that sent it.
 *
 * Every packet is checked, not only the first of a connection. Both directions match the same sets
 * (`policy.ts`) by the connection's original addresses (“ct original”). So a revoked permission
 * takes effect with the next packet, and a TCP reset informs its sender.
 *
 * TCP between pups has an additional fast path with the same grants (`fast-path.ts`).
 */

import { SEGMENT } from './fast-path.ts';
import { flowsTable, type FlowLimits } from './flows.ts';
import { allChosenSenders, CHOSEN_RULES, chosenSenders } from './chosen/addresses.ts';
import { askersSet, ownNamesWay, questionLines } from './own-names.ts';
import { loopbackLines } from './loopback.ts';
import { KEEPS_NAMED, namedSet, NOT_NAMED, type NamedAddress } from './named.ts';
import { FROM_PORTS, IPV6_CHAINS, ipv6Elements, ipv6Sets } from './ipv6.ts';
import type { TableEnd } from './table-end.ts';
import { elementsOf, listed, policyLines, ADDRESS_PORT_MAP, PORT_MAP, type TablePolicy } from './policy.ts';
import { resetLines } from './resets.ts';

/** The complete contents of the table. */
export interface TableSpec {
	/** Name of the table in both families. */
	table: string;
	bridge: string;
	/** The host's address on the bridge. */
	gateway: string;
	/** MAC of the bridge. */
	gatewayMac: string;
	/** Network of the pups, `10.69.0.0/16`. */
	subnet: string;
	ends: TableEnd[];
	/** Names of the links with a fast path (`fast-path.ts`). */
	fast: string[];
	/** What pups may reach, each pup once; a pup without a policy reaches only the gateway. */
	policies: TablePolicy[];
	/** Open addresses of pups that are restricted to names. */
	named: NamedAddress[];
	/** Networks that no pup may reach through the host, CIDR; none of them contains another. */
	closed: string[];
	/** The home's networks, CIDR; none of them contains another. */
	home: string[];
	/** The host's resolvers to which the gateway's port 53 leads; empty: no DNS for pups. */
	resolvers: string[];
	/** Port of the resolver if it is the gateway itself; null: resolvers answer at port 53. */
	resolverPort: number | null;
	/**
	 * Port of the gateway for DNS queries of boxes on their own networks; null: they ask the
	 * resolvers like all others.
	 */
	ownNamesPort: number | null;
	/** TCP port of the gateway to which its port 80 leads. */
	gatewayPort: number;
	/** Limits of each pup's connections. */
	flows: FlowLimits;
}

/** Sets of the bridge's table about ports, with the types of their keys. */
export const PORT_SETS = { ports: 'iifname', senders: 'iifname . ether saddr . ip saddr' } as const;

/** Maximum number of pairs whose refused attempts are counted. */
const MOST_REFUSED = 65_536;

/**
 * Builds one transaction that replaces both tables. `table X` before `delete table X` makes the
 * deletion safe when there is no table.
 */
export function tableText(spec: TableSpec): string {
	const { table, bridge, gateway } = spec;
	return [
		...replace('bridge', table),
		`table bridge ${table} {`,
		...senderLines(spec),
		...ipv6Sets(spec.ends, spec.policies),
		...IPV6_CHAINS,
		'}',
		...replace('inet', table),
		`table inet ${table} {`,
		...networkSet('closed', spec.closed),
		...networkSet('home', spec.home),
		...set(
			'pups',
			'ipv4_addr',
			spec.ends.map(({ address }) => address)
		),
		...policyLines(spec.policies),
		...namedSet(spec.named),
		...refusedSet('refused_pups', 'ipv4_addr . ipv4_addr'),
		...['refused_internet', 'refused_lan', 'refused_host'].flatMap((name) => refusedSet(name, 'ipv4_addr')),
		...resetLines(bridge, gateway),
		...askersSet(spec),
		...hostLines(spec),
		...loopbackLines(bridge, gateway),
		...passedLines(spec),
		...outsideLines(spec),
		...addressLines(spec),
		'}'
	].join('\n');
}

/** Rules at the bridge: who may use which sender address. */
function senderLines({ ends, policies }: Pick<TableSpec, 'ends' | 'policies'>): string[] {
	return [
		'	set ports {',
		`		typeof ${PORT_SETS.ports}`,
		...listed(ends.map((end) => quoted(end.end))),
		'	}',
		'	set senders {',
		`		typeof ${PORT_SETS.senders}`,
		...listed([...ends.map(sender), ...allChosenSenders(ends, policies)]),
		'	}',
		'	chain prerouting {',
		'		type filter hook prerouting priority -300; policy accept;',
		// First, because nearly every frame matches it: one lookup instead of two.
		'		ether type ip iifname . ether saddr . ip saddr @senders accept',
		'		iifname @ports jump from_pups',
		'	}',
		'	chain from_pups {',
		// ARP twice: the sender of the frame, and the one in its message.
		'		ether type arp iifname . ether saddr . arp saddr ip @senders iifname . arp saddr ether . arp saddr ip @senders accept',
		FROM_PORTS,
		'		drop',
		'	}'
	];
}

const DNS = 'meta l4proto { tcp, udp } th dport 53';
/** Matches pups that may query the resolvers directly. */
const MAY_ASK = 'ct original ip saddr @internet ct original ip saddr != @by_name';

/** Matches a DNS query to the gateway and its answer; null when nobody answers. */
function toResolver({ gateway, resolvers }: TableSpec): string | null {
	if (resolvers.length === 0) return null;
	return `ct status dnat ct original ip daddr ${gateway} ct reply ip saddr { ${resolvers.join(', ')} }`;
}

/** Rules for packets from pups to the host itself, and from the host to them. */
function hostLines(spec: TableSpec): string[] {
	const { bridge, gateway, gatewayPort, subnet } = spec;
	const resolver = toResolver(spec);
	// The host's own connection through a published port; it ends when the port is unpublished.
	const ownByPort = 'ct status dnat meta l4proto { tcp, udp }';
	return [
		'	chain input {',
		'		type filter hook input priority filter - 10; policy accept;',
		// Linux answers for its addresses at every interface; the gateway is for pups only.
		`		iifname != { "lo", ${quoted(bridge)} } ip daddr ${gateway} drop`,
		`		iifname ${quoted(bridge)} jump to_host`,
		'	}',
		'	chain to_host {',
		CHOSEN_RULES.noWayOut,
		'		ct state invalid drop',
		`		ct direction reply ${ownByPort} ip saddr . meta l4proto . th sport != @published goto refuse`,
		// After nginx learns that nobody serves a UDP port, it forwards nothing more of that
		// session, even when somebody serves it again.
		'		icmp type destination-unreachable icmp code port-unreachable ct original protocol udp drop',
		'		ct direction reply ct state established,related accept',
		// Through port 80 only; the port behind it cannot be reached directly.
		`		ip daddr ${gateway} tcp dport ${gatewayPort} ct status dnat ct original proto-dst 80 accept`,
		...questionLines(spec),
		// A resolver with an address of the host itself arrives here and not in `forward`.
		...(resolver ? [`		${resolver} ${MAY_ASK} accept`] : []),
		'		ct direction original add @refused_host { ip saddr counter }',
		'		drop',
		'	}',
		'	chain output {',
		'		type filter hook output priority filter; policy accept;',
		// Packets between pups pass through the host although both are on one bridge: there is no
		// shorter route that a redirect could announce.
		`		oifname ${quoted(bridge)} icmp type redirect drop`,
		CHOSEN_RULES.fromHost(bridge),
		// By address: a packet first addressed to the host still seems to leave through loopback
		// here.
		`		ip daddr ${subnet} ct direction original ${ownByPort} ip daddr . meta l4proto . th dport != @published goto refuse`,
		'	}'
	];
}

/** Rules for forwarded packets: from pups, to pups, between pups. */
function passedLines({ bridge }: TableSpec): string[] {
	const tuple = (from: string, to: string, port: string) => `ip ${from} . ip ${to} . meta l4proto . th ${port}`;
	return [
		'	chain forward {',
		'		type filter hook forward priority filter - 10; policy accept;',
		`		iifname ${quoted(bridge)} jump leaving`,
		`		oifname ${quoted(bridge)} jump entering`,
		'	}',
		'	chain leaving {',
		`		oifname ${quoted(bridge)} goto between`,
		CHOSEN_RULES.noWayOut,
		// IPv6 is never routed.
		'		meta nfproto ipv6 drop',
		'		ct state invalid drop',
		// The outgoing link may have a smaller MTU than the pups' network (PPPoE, a tunnel). The
		// answers then fit, even if the ICMP message about the size is lost (RFC 2923, 2.1).
		'		tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu',
		'		ct direction original goto outside',
		'		goto open_ports',
		'	}',
		'	chain entering {',
		'		meta nfproto ipv6 drop',
		'		ct state invalid drop',
		'		ct direction reply goto outside',
		'		goto open_ports',
		'	}',
		'	chain between {',
		// First, because each packet of a grant needs it. A packet without a connection, or with an
		// invalid one, has no direction.
		`		ct direction original ${tuple('saddr', 'daddr', 'dport')} @grants accept`,
		`		ct direction reply ${tuple('daddr', 'saddr', 'sport')} @grants accept`,
		// If the kernel passes frames between ports through this chain too (br_netfilter), the
		// bridge's table has already accepted them.
		'		meta nfproto ipv6 accept',
		// A connection that the fast path carried: its conntrack entry is outdated or gone.
		`		${SEGMENT} ${tuple('saddr', 'daddr', 'dport')} @grants accept`,
		`		${SEGMENT} ${tuple('daddr', 'saddr', 'sport')} @grants accept`,
		// The same when the grant was revoked. It is not an attempt, so it is not counted.
		`		ct state { invalid, new } ${SEGMENT} ip saddr . ip daddr != @neighbors ${CHOSEN_RULES.unanswered} reject with tcp reset`,
		'		ct state invalid drop',
		'		ct state related ct original ip saddr . ct original ip daddr @granted accept',
		'		ip saddr . ip daddr @neighbors accept',
		CHOSEN_RULES.noWayOut,
		'		ct direction original ip daddr @pups add @refused_pups { ip saddr . ip daddr counter }',
		// Both are on one bridge, so the kernel first sends a redirect, whose rate limit would
		// delay the refusal (icmp(7), icmp_ratelimit).
		'		ct state new meta l4proto tcp reject with tcp reset',
		'		goto refuse',
		'	}',
		// Connections from outside to a host port.
		'	chain open_ports {',
		'		ct status dnat ct direction original ip daddr . meta l4proto . th dport @published accept',
		'		ct status dnat ct direction reply ip saddr . meta l4proto . th sport @published accept',
		'		ct status dnat ct state related ct reply ip saddr @publishers accept',
		// Nobody outside learns that there is a pup.
		'		ct state new drop',
		'		goto refuse',
		'	}',
		// An immediate refusal instead of a timeout lets the pup's program report the problem. An
		// open connection needs the reset, because it survives the ICMP message.
		'	chain refuse {',
		'		ct state established meta l4proto tcp reject with tcp reset',
		'		reject with icmpx admin-prohibited',
		'	}'
	];
}

/** Rules for connections from pups to the internet and the home network, both directions. */
function outsideLines(spec: TableSpec): string[] {
	const resolver = toResolver(spec);
	const elsewhere = 'ct original ip saddr @narrowed ct original ip saddr . ct original ip daddr != @only';
	const refused = (name: string) => [
		`	chain no_${name} {`,
		`		ct direction original add @refused_${name} { ip saddr counter }`,
		'		goto refuse',
		'	}'
	];
	return [
		'	chain outside {',
		...(resolver ? [`		${resolver} ${MAY_ASK} accept`] : []),
		// The gateway's address is also in the home range; `lan` alone does not permit DNS.
		`		ct original ip daddr ${spec.gateway} goto no_internet`,
		'		ct original ip daddr @closed goto no_internet',
		'		ct original ip daddr @home goto at_home',
		// After closed networks and the home: no name opens an address in those.
		`		${KEEPS_NAMED}`,
		`		${elsewhere} ${NOT_NAMED} goto no_internet`,
		'		ct original ip saddr @internet accept',
		'		goto no_internet',
		'	}',
		'	chain at_home {',
		`		${elsewhere} goto no_lan`,
		'		ct original ip saddr @lan accept',
		'		goto no_lan',
		'	}',
		...refused('internet'),
		...refused('lan')
	];
}

/** Rules that translate addresses. */
function addressLines(spec: TableSpec): string[] {
	const { bridge, gateway, gatewayPort, subnet, resolvers, resolverPort } = spec;
	const local = 'fib daddr type local dnat ip to';
	const toPup = `${local} meta l4proto . th dport map @${PORT_MAP}`;
	const atAddress = `${local} ip daddr . meta l4proto . th dport map @${ADDRESS_PORT_MAP}`;
	const fromPup = `iifname ${quoted(bridge)} ip daddr ${gateway}`;
	return [
		'	chain inward {',
		'		type nat hook prerouting priority dstnat; policy accept;',
		`		${fromPup} tcp dport 80 dnat ip to ${gateway}:${gatewayPort}`,
		...ownNamesWay(spec),
		...(resolvers.length > 0 ? [`		${fromPup} ${DNS} dnat ip to ${target(resolvers, resolverPort)}`] : []),
		`		iifname != ${quoted(bridge)} ${atAddress}`,
		`		iifname != ${quoted(bridge)} ${toPup}`,
		'	}',
		'	chain from_host {',
		// nft knows this priority by name only for prerouting: dstnat is -100.
		'		type nat hook output priority -100; policy accept;',
		`		${atAddress}`,
		`		${toPup}`,
		'	}',
		'	chain outward {',
		'		type nat hook postrouting priority srcnat; policy accept;',
		`		ip saddr ${subnet} oifname != ${quoted(bridge)} masquerade`,
		'	}'
	];
}

/** An element of a set or map in either table. */
interface TableElement {
	family: 'bridge' | 'inet';
	set: string;
	/** In nft's syntax. */
	value: string;
}

/** The action for an element. */
export interface ElementChange extends TableElement {
	action: 'add' | 'delete';
}

/**
 * Adds one pup to the existing tables. Idempotent.
 * @param policy what the pup may reach; null: only the gateway
 */
export function joinChanges(end: TableEnd, policy: TablePolicy | null): ElementChange[] {
	return memberElements(end, policy).map((element) => ({ action: 'add', ...element }));
}

/** Removes one pup from the existing tables. Idempotent. */
export function leaveChanges(end: TableEnd, policy: TablePolicy | null): ElementChange[] {
	// nft 1.0.6 has no `destroy element`: adding first makes the deletion safe.
	return memberElements(end, policy)
		.reverse()
		.flatMap((element) => [
			{ action: 'add', ...element },
			{ action: 'delete', ...element }
		]);
}

/** Formats changes as nft commands. */
export function changesText(table: string, changes: readonly ElementChange[]): string {
	return changes
		.map(({ action, family, set, value }) => `${action} element ${family} ${table} ${set} { ${value} }`)
		.join('\n');
}

function memberElements(end: TableEnd, policy: TablePolicy | null): TableElement[] {
	const all = (family: TableElement['family'], sets: Record<string, string[]>): TableElement[] =>
		Object.entries(sets).flatMap(([set, values]) => values.map((value) => ({ family, set, value })));
	const senders = [sender(end), ...chosenSenders(end, policy)];
	return [
		...all('bridge', { ports: [quoted(end.end)], senders, ...ipv6Elements(end, policy) }),
		...all('inet', { pups: [end.address], ...elementsOf(policy ? [policy] : []) })
	];
}

/** Removes our tables, whether or not they exist. */
export function removeText(table: string): string {
	return [...replace('bridge', table), ...replace('inet', table), ...replace('inet', flowsTable(table))].join('\n');
}

function replace(family: string, table: string): string[] {
	return [`table ${family} ${table}`, `delete table ${family} ${table}`];
}

function set(name: string, type: string, values: readonly string[]): string[] {
	return [`	set ${name} {`, `		type ${type}`, ...listed(values), '	}'];
}

function networkSet(name: string, networks: readonly string[]): string[] {
	return [`	set ${name} {`, '		type ipv4_addr', '		flags interval', ...listed(networks), '	}'];
}

/** A set that is filled by the rules. */
function refusedSet(name: string, type: string): string[] {
	return [`	set ${name} {`, `		type ${type}`, `		size ${MOST_REFUSED}`, '		flags dynamic', '	}'];
}

function sender(end: TableEnd): string {
	return `${quoted(end.end)} . ${end.mac} . ${end.address}`;
}

/** Resolvers take turns, so a repeated query reaches the next one. */
function target(resolvers: readonly string[], port: number | null): string {
	if (resolvers.length === 1) return port === null ? resolvers[0]! : `${resolvers[0]}:${port}`;
	return `numgen inc mod ${resolvers.length} map { ${resolvers.map((address, index) => `${index} : ${address}`).join(', ')} }`;
}

function quoted(name: string): string {
	return `"${name}"`;
}
