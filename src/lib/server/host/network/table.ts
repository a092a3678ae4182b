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
 */

import { flowsTable, type FlowLimits } from './flows.ts';
import { resetLines } from './resets.ts';

/** The host's end of one pup's link. */
export interface TableEnd {
	/** Interface name on the host. */
	end: string;
	mac: string;
	/** IPv4 address of the pup. */
	address: string;
	internet: boolean;
}

/** Everything the table says. */
export interface TableSpec {
	/** Name of the table in both families. */
	table: string;
	bridge: string;
	/** The host's address on the bridge. */
	gateway: string;
	/** Network of the pups, `10.69.0.0/16`. */
	subnet: string;
	ends: TableEnd[];
	/** Networks no pup may reach through the host, CIDR; none of them contains another. */
	blocked: string[];
	/**
	 * Resolvers of the host to which port 53 of the gateway leads; empty: no name service for pups.
	 */
	resolvers: string[];
	/** TCP port of the gateway that pups may speak to; null until there is one. */
	gatewayPort: number | null;
	/** How many connections each pup may have. */
	flows: FlowLimits;
}

/**
 * One transaction that replaces both tables whole. `table X` before `delete table X` makes the
 * deletion safe when there is none.
 */
export function tableText(spec: TableSpec): string {
	const { table, bridge, gateway } = spec;
	const internet = spec.ends.filter((end) => end.internet).map((end) => end.address);
	const dns = 'meta l4proto { tcp, udp } th dport 53';
	const resolvers = spec.resolvers.length > 0 ? `{ ${spec.resolvers.join(', ')} }` : null;
	const toResolver = resolvers && `ct status dnat ct original ip daddr ${gateway} ${dns} ip daddr ${resolvers} accept`;

	return lines(
		...replace('bridge', table),
		`table bridge ${table} {`,
		'	set ports {',
		'		typeof iifname',
		elements(spec.ends.map((end) => quoted(end.end))),
		'	}',
		'	set senders {',
		'		typeof iifname . ether saddr . ip saddr',
		elements(spec.ends.map(sender)),
		'	}',
		'	chain prerouting {',
		'		type filter hook prerouting priority -300; policy accept;',
		'		iifname @ports jump from_pups',
		'	}',
		'	chain from_pups {',
		'		ether type ip iifname . ether saddr . ip saddr @senders accept',
		// ARP twice: the frame's own sender, and the one its message claims.
		'		ether type arp iifname . ether saddr . arp saddr ip @senders iifname . arp saddr ether . arp saddr ip @senders accept',
		'		drop',
		'	}',
		'}',
		...replace('inet', table),
		`table inet ${table} {`,
		'	set internet {',
		'		type ipv4_addr',
		elements(internet),
		'	}',
		'	set blocked {',
		'		type ipv4_addr',
		'		flags interval',
		elements(spec.blocked),
		'	}',
		...resetLines(bridge, gateway),
		'	chain input {',
		'		type filter hook input priority filter - 10; policy accept;',
		`		iifname ${quoted(bridge)} jump to_host`,
		'	}',
		'	chain to_host {',
		'		ct state established,related accept',
		spec.gatewayPort !== null && `		ip daddr ${gateway} tcp dport ${spec.gatewayPort} accept`,
		// A resolver which is an address of the host itself arrives here and not in `forward`.
		toResolver && `		ip saddr @internet ${toResolver}`,
		'		drop',
		'	}',
		'	chain forward {',
		'		type filter hook forward priority filter - 10; policy accept;',
		`		iifname ${quoted(bridge)} jump leaving`,
		`		oifname ${quoted(bridge)} jump entering`,
		'	}',
		'	chain leaving {',
		`		oifname ${quoted(bridge)} drop`,
		// A way out with smaller packets than the pups' own network (PPPoE, a tunnel): what comes
		// back then fits, also where the message that it does not is lost (RFC 2923, 2.1).
		'		tcp flags & (syn | rst) == syn tcp option maxseg size set rt mtu',
		// Refused at once rather than left to a timeout: the pup's program can then say what is
		// wrong.
		'		ip saddr != @internet reject with icmpx admin-prohibited',
		'		meta nfproto ipv6 drop',
		toResolver && `		${toResolver}`,
		'		ip daddr @blocked reject with icmpx admin-prohibited',
		'		ip saddr @internet accept',
		'		drop',
		'	}',
		'	chain entering {',
		'		ct state established,related accept',
		'		drop',
		'	}',
		resolvers && '	chain names {',
		resolvers && '		type nat hook prerouting priority dstnat; policy accept;',
		resolvers &&
			`		iifname ${quoted(bridge)} ip saddr @internet ip daddr ${gateway} ${dns} dnat ip to ${target(spec.resolvers)}`,
		resolvers && '	}',
		'	chain outward {',
		'		type nat hook postrouting priority srcnat; policy accept;',
		`		ip saddr ${spec.subnet} ip saddr @internet oifname != ${quoted(bridge)} masquerade`,
		'	}',
		'}'
	);
}

/** Adds one pup to the tables that stand; doing it twice changes nothing. */
export function joinText(table: string, end: TableEnd): string {
	return lines(
		`add element bridge ${table} ports { ${quoted(end.end)} }`,
		`add element bridge ${table} senders { ${sender(end)} }`,
		end.internet
			? `add element inet ${table} internet { ${end.address} }`
			: withdrawn('inet', table, 'internet', end.address)
	);
}

/** Takes one pup out of the tables that stand; doing it twice changes nothing. */
export function leaveText(table: string, end: TableEnd): string {
	return lines(
		withdrawn('inet', table, 'internet', end.address),
		withdrawn('bridge', table, 'senders', sender(end)),
		withdrawn('bridge', table, 'ports', quoted(end.end))
	);
}

/** Removes the tables of ours, whether they stand or not. */
export function removeText(table: string): string {
	return lines(...replace('bridge', table), ...replace('inet', table), ...replace('inet', flowsTable(table)));
}

/** nft 1.0.6 has no `destroy element`: adding first makes the deletion safe. */
function withdrawn(family: string, table: string, set: string, element: string): string {
	return lines(
		`add element ${family} ${table} ${set} { ${element} }`,
		`delete element ${family} ${table} ${set} { ${element} }`
	);
}

function replace(family: string, table: string): string[] {
	return [`table ${family} ${table}`, `delete table ${family} ${table}`];
}

function sender(end: TableEnd): string {
	return `${quoted(end.end)} . ${end.mac} . ${end.address}`;
}

/** Several resolvers take turns, so a program that asks again reaches the next one. */
function target(resolvers: string[]): string {
	if (resolvers.length === 1) return resolvers[0]!;
	return `numgen inc mod ${resolvers.length} map { ${resolvers.map((address, index) => `${index} : ${address}`).join(', ')} }`;
}

function elements(values: string[]): string | false {
	return values.length > 0 && `		elements = { ${values.join(', ')} }`;
}

function quoted(name: string): string {
	return `"${name}"`;
}

function lines(...parts: (string | false | null)[]): string {
	return parts.filter((part) => part !== false && part !== null).join('\n');
}
