/**
 * IPv6 between boxes on a network that has it, as lines of the bridge's table. The host takes no
 * part: its bridge has no IPv6, and it forwards none. Frames go from port to port. These rules
 * select them by sender (`senders6`), recipient (`owners6`), and a shared network (`neighbors6`).
 *
 * Boxes find each other through ICMPv6 neighbour discovery (RFC 4861). The kernel sends a
 * solicitation to all ports, and these rules pass it only to the port of its target. An
 * advertisement is accepted only for the sender's own address. nft 1.0.6 has no name for the target
 * address: it is 64 bits after the start of the message (RFC 4861, 4.3 and 4.4), and sets store it
 * as a number.
 */
import { listed, type TablePolicy } from './policy.ts';
import type { TableEnd } from './table-end.ts';

const TARGET = '@th,64,128';

/** Sets of the bridge's table, with the types of their keys. */
export const IPV6_SETS = {
	/** Identity of a port: its own MAC and IPv6 address only. */
	senders6: 'typeof iifname . ether saddr . ip6 saddr',
	/** Addresses that a port may advertise as its own. */
	claims6: `typeof iifname . ${TARGET}`,
	/** Port of each address. */
	owners6: 'typeof oifname . ip6 daddr',
	/** Port of each solicited address. */
	asked6: `typeof oifname . ${TARGET}`,
	/** Pairs on the same network, in both orders. */
	neighbors6: 'type ipv6_addr . ipv6_addr',
	/** The same pairs as sender and solicited address, the latter as a number. */
	seeks6: `typeof ip6 saddr . ${TARGET}`
} as const;

type Elements = Record<keyof typeof IPV6_SETS, string[]>;

/** Expands an IPv6 address to 32 hexadecimal digits. @param address without an IPv4 part */
export function digitsOf(address: string): string {
	const [front = '', back] = address.split('::');
	const groups = (text: string | undefined) => (text ? text.split(':') : []);
	const missing = back === undefined ? 0 : 8 - groups(front).length - groups(back).length;
	return [...groups(front), ...Array.from({ length: missing }, () => '0'), ...groups(back)]
		.map((group) => group.padStart(4, '0').toLowerCase())
		.join('');
}

const number = (address: string) => `0x${digitsOf(address)}`;

/** Elements of each set for one end; none without IPv6. */
export function ipv6Elements({ end, mac }: TableEnd, policy: Pick<TablePolicy, 'ipv6'> | null): Elements {
	const own = policy?.ipv6;
	if (!own) return { senders6: [], claims6: [], owners6: [], asked6: [], neighbors6: [], seeks6: [] };
	const { address, neighbors } = own;
	const both = neighbors.flatMap((other) => [[address, other] as const, [other, address] as const]);
	return {
		senders6: [`"${end}" . ${mac} . ${address}`],
		claims6: [`"${end}" . ${number(address)}`],
		owners6: [`"${end}" . ${address}`],
		asked6: [`"${end}" . ${number(address)}`],
		neighbors6: both.map(([from, to]) => `${from} . ${to}`),
		seeks6: both.map(([from, to]) => `${from} . ${number(to)}`)
	};
}

/** Sets with their elements, as lines of the bridge's table. */
export function ipv6Sets(ends: readonly TableEnd[], policies: readonly TablePolicy[]): string[] {
	const byAddress = new Map(policies.map((policy) => [policy.address, policy]));
	const all = ends.map((end) => ipv6Elements(end, byAddress.get(end.address) ?? null));
	return (Object.keys(IPV6_SETS) as (keyof typeof IPV6_SETS)[]).flatMap((name) => [
		`	set ${name} {`,
		`		${IPV6_SETS[name]}`,
		...listed([...new Set(all.flatMap((elements) => elements[name]))]),
		'	}'
	]);
}

/** A line for the chain of frames from ports, before the rule that drops the rest. */
export const FROM_PORTS = '		ether type ip6 iifname . ether saddr . ip6 saddr @senders6 goto from_pups6';

/** Chains that decide which frames a port may send, and which of them reach another port. */
export const IPV6_CHAINS: readonly string[] = [
	'	chain from_pups6 {',
	// nft knows this name itself. It looks others up in /etc/protocols, which small hosts lack.
	'		meta l4proto != icmpv6 accept',
	// There is no router, and nobody may act as one.
	'		icmpv6 type { nd-router-solicit, nd-router-advert, nd-redirect, router-renumbering } drop',
	`		icmpv6 type nd-neighbor-advert iifname . ${TARGET} != @claims6 drop`,
	'		accept',
	'	}',
	'	chain forward {',
	'		type filter hook forward priority -300; policy accept;',
	'		iifname @ports jump between_ports',
	'		oifname @ports drop',
	'	}',
	// The kernel also isolates the ports of boxes without IPv6.
	'	chain between_ports {',
	'		ip6 saddr . ip6 daddr @neighbors6 oifname . ip6 daddr @owners6 accept',
	`		icmpv6 type nd-neighbor-solicit ip6 saddr . ${TARGET} @seeks6 oifname . ${TARGET} @asked6 accept`,
	'		drop',
	'	}'
];
