/**
 * The firewall of the pup network as text for `nft -f`: decided here, apart from the doing, so that
 * it can be read and tested as text. One table of ours in two families (`bridge`: who may call
 * himself what; `inet`: who may reach what), always replaced as a whole in one transaction. How
 * much a pup may connect stands in one beside it (`flows.ts`). Nothing of the rest of the host's
 * firewall is named.
 *
 * Two lines are given per pup's end: its interface and the MAC and IPv4 address it was given. A
 * frame with any other sender is dropped at the bridge, so the source address of a packet says
 * which pup sent it.
 *
 * Every packet is judged, not only the first of a connection: in both directions the same sets are
 * asked (`policy.ts`), by what the connection was in the beginning (“ct original”). So what is no
 * longer permitted ends with the next packet, and a TCP reset tells whoever sent that.
 *
 * TCP between pups has a fast path beside this one, which holds the same grants (`fast-path.ts`).
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

/** Everything the table says. */
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
	/** Names of those that the fast path is at (`fast-path.ts`). */
	fast: string[];
	/** What pups may reach, each address once; one that is not in it reaches the gateway alone. */
	policies: TablePolicy[];
	/** What stands open to those who are held to names. */
	named: NamedAddress[];
	/** Networks no pup may reach through the host, CIDR; none of them contains another. */
	closed: string[];
	/** Networks of the home, CIDR; none of them contains another. */
	home: string[];
	/**
	 * Resolvers of the host to which port 53 of the gateway leads; empty: no name service for pups.
	 */
	resolvers: string[];
	/** Port of the one resolver which is the gateway itself; null: they answer at 53. */
	resolverPort: number | null;
	/**
	 * Port of the gateway at which those on networks of their own ask for names; null: they ask the
	 * resolvers as all do.
	 */
	ownNamesPort: number | null;
	/** TCP port of the gateway to which its port 80 leads. */
	gatewayPort: number;
	/** How many connections each pup may have. */
	flows: FlowLimits;
}

/** Sets at the bridge that name ports, with the types of their keys. */
export const PORT_SETS = { ports: 'iifname', senders: 'iifname . ether saddr . ip saddr' } as const;

/** Refused attempts are counted for so many pairs at most. */
const MOST_REFUSED = 65_536;

/**
 * One transaction that replaces both tables whole. `table X` before `delete table X` makes the
 * deletion safe when there is none.
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

/** At the bridge: who may call himself what. */
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
		// First, as it is what nearly every frame is: one look for it instead of two.
		'		ether type ip iifname . ether saddr . ip saddr @senders accept',
		'		iifname @ports jump from_pups',
		'	}',
		'	chain from_pups {',
		// ARP twice: the frame's own sender, and the one its message claims.
		'		ether type arp iifname . ether saddr . arp saddr ip @senders iifname . arp saddr ether . arp saddr ip @senders accept',
		FROM_PORTS,
		'		drop',
		'	}'
	];
}

const DNS = 'meta l4proto { tcp, udp } th dport 53';
/** Who may ask the resolvers themselves. */
const MAY_ASK = 'ct original ip saddr @internet ct original ip saddr != @by_name';

/** A question for a name, asked of the gateway, and its answer; null where nobody answers. */
function toResolver({ gateway, resolvers }: TableSpec): string | null {
	if (resolvers.length === 0) return null;
	return `ct status dnat ct original ip daddr ${gateway} ct reply ip saddr { ${resolvers.join(', ')} }`;
}

/** What comes from pups to the host itself, and what the host sends to them. */
function hostLines(spec: TableSpec): string[] {
	const { bridge, gateway, gatewayPort, subnet } = spec;
	const resolver = toResolver(spec);
	// The host's own connection by a published port; it ends with that.
	const ownByPort = 'ct status dnat meta l4proto { tcp, udp }';
	return [
		'	chain input {',
		'		type filter hook input priority filter - 10; policy accept;',
		// Linux answers for its addresses at every interface; the gateway is for pups alone.
		`		iifname != { "lo", ${quoted(bridge)} } ip daddr ${gateway} drop`,
		`		iifname ${quoted(bridge)} jump to_host`,
		'	}',
		'	chain to_host {',
		CHOSEN_RULES.noWayOut,
		'		ct state invalid drop',
		`		ct direction reply ${ownByPort} ip saddr . meta l4proto . th sport != @published goto refuse`,
		// Once nginx hears that nobody serves a port by UDP, it carries no more of that
		// conversation, also when somebody does again.
		'		icmp type destination-unreachable icmp code port-unreachable ct original protocol udp drop',
		'		ct direction reply ct state established,related accept',
		// By port 80 alone; who asks for the port behind it finds none.
		`		ip daddr ${gateway} tcp dport ${gatewayPort} ct status dnat ct original proto-dst 80 accept`,
		...questionLines(spec),
		// A resolver which is an address of the host itself arrives here and not in `forward`.
		...(resolver ? [`		${resolver} ${MAY_ASK} accept`] : []),
		'		ct direction original add @refused_host { ip saddr counter }',
		'		drop',
		'	}',
		'	chain output {',
		'		type filter hook output priority filter; policy accept;',
		// From pup to pup the way leads over the host, though both are on one bridge: there is no
		// shorter one to be told of.
		`		oifname ${quoted(bridge)} icmp type redirect drop`,
		CHOSEN_RULES.fromHost(bridge),
		// By address: what led to the host at first is taken for going to loopback here.
		`		ip daddr ${subnet} ct direction original ${ownByPort} ip daddr . meta l4proto . th dport != @published goto refuse`,
		'	}'
	];
}

/** What the host passes on: from pups, to pups, between them. */
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
		// Never routed.
		'		meta nfproto ipv6 drop',
		'		ct state invalid drop',
		// A way out with smaller packets than the pups' own network (PPPoE, a tunnel): what comes
		// back then fits, also where the message that it does not is lost (RFC 2923, 2.1).
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
		// First, as each packet of a grant asks for it. What has no connection, or an invalid one,
		// has no direction either.
		`		ct direction original ${tuple('saddr', 'daddr', 'dport')} @grants accept`,
		`		ct direction reply ${tuple('daddr', 'saddr', 'sport')} @grants accept`,
		// Where the kernel has frames between ports judged here too (br_netfilter), the table of
		// the bridge has let them through.
		'		meta nfproto ipv6 accept',
		// Of a connection that the fast path carried: what is known of it here is old, or
		// forgotten.
		`		${SEGMENT} ${tuple('saddr', 'daddr', 'dport')} @grants accept`,
		`		${SEGMENT} ${tuple('daddr', 'saddr', 'sport')} @grants accept`,
		// The same where the grant was taken back. It is no attempt, so it is not counted.
		`		ct state { invalid, new } ${SEGMENT} ip saddr . ip daddr != @neighbors ${CHOSEN_RULES.unanswered} reject with tcp reset`,
		'		ct state invalid drop',
		'		ct state related ct original ip saddr . ct original ip daddr @granted accept',
		'		ip saddr . ip daddr @neighbors accept',
		CHOSEN_RULES.noWayOut,
		'		ct direction original ip daddr @pups add @refused_pups { ip saddr . ip daddr counter }',
		// As both are on one bridge, the kernel first tells of a shorter way; that message
		// holds the refusal back (icmp(7), icmp_ratelimit).
		'		ct state new meta l4proto tcp reject with tcp reset',
		'		goto refuse',
		'	}',
		// What began outside, at a port of the host.
		'	chain open_ports {',
		'		ct status dnat ct direction original ip daddr . meta l4proto . th dport @published accept',
		'		ct status dnat ct direction reply ip saddr . meta l4proto . th sport @published accept',
		'		ct status dnat ct state related ct reply ip saddr @publishers accept',
		// Nobody outside learns that there is a pup.
		'		ct state new drop',
		'		goto refuse',
		'	}',
		// Refused at once rather than left to a timeout: the pup's program can then say what is
		// wrong. A connection that was open needs the reset, since it outlives the message.
		'	chain refuse {',
		'		ct state established meta l4proto tcp reject with tcp reset',
		'		reject with icmpx admin-prohibited',
		'	}'
	];
}

/** What pups began, to the internet and the home network; their packets and the answers. */
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
		// Its address lies in the home too; who may go there may not ask for names by that alone.
		`		ct original ip daddr ${spec.gateway} goto no_internet`,
		'		ct original ip daddr @closed goto no_internet',
		'		ct original ip daddr @home goto at_home',
		// Behind closed networks and the home: no name opens an address of those.
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

/** Addresses that lead elsewhere. */
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
		// nft names this priority for prerouting alone: dstnat is -100.
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

/** An element of a set, or of a map, of either table. */
interface TableElement {
	family: 'bridge' | 'inet';
	set: string;
	/** As nft has it. */
	value: string;
}

/** What is done with an element. */
export interface ElementChange extends TableElement {
	action: 'add' | 'delete';
}

/**
 * Adds one pup to the tables that stand; doing it twice changes nothing.
 * @param policy what it may reach; null: the gateway alone
 */
export function joinChanges(end: TableEnd, policy: TablePolicy | null): ElementChange[] {
	return memberElements(end, policy).map((element) => ({ action: 'add', ...element }));
}

/** Takes one pup out of the tables that stand; doing it twice changes nothing. */
export function leaveChanges(end: TableEnd, policy: TablePolicy | null): ElementChange[] {
	// nft 1.0.6 has no `destroy element`: adding first makes the deletion safe.
	return memberElements(end, policy)
		.reverse()
		.flatMap((element) => [
			{ action: 'add', ...element },
			{ action: 'delete', ...element }
		]);
}

/** Changes as nft reads them. */
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

/** Removes the tables of ours, whether they stand or not. */
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

/** A set that the rules themselves fill. */
function refusedSet(name: string, type: string): string[] {
	return [`	set ${name} {`, `		type ${type}`, `		size ${MOST_REFUSED}`, '		flags dynamic', '	}'];
}

function sender(end: TableEnd): string {
	return `${quoted(end.end)} . ${end.mac} . ${end.address}`;
}

/** Several resolvers take turns, so a program that asks again reaches the next one. */
function target(resolvers: readonly string[], port: number | null): string {
	if (resolvers.length === 1) return port === null ? resolvers[0]! : `${resolvers[0]}:${port}`;
	return `numgen inc mod ${resolvers.length} map { ${resolvers.map((address, index) => `${index} : ${address}`).join(', ')} }`;
}

function quoted(name: string): string {
	return `"${name}"`;
}
