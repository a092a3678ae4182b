/**
 * IPv6 between boxes on a network that has it, as lines of the table at the bridge. The host has no
 * part in it: its bridge has no IPv6, and it passes none on. Frames go from port to port, and here
 * it is decided which: by who sends (`senders6`), to whom (`owners6`), and whether the two share a
 * network (`neighbors6`).
 *
 * Neighbours find each other by ICMPv6 (RFC 4861). A question goes to all ports by the kernel, and
 * through here to the port of whom it asks for; an answer is taken for its sender's own address
 * alone. nft 1.0.6 has no word for the address that is asked for: it stands 64 bits behind the
 * beginning of the message (RFC 4861, 4.3 and 4.4), and sets hold it as a number.
 */
import { listed, type TablePolicy } from './policy.ts';
import type { TableEnd } from './table-end.ts';

const TARGET = '@th,64,128';

/** Sets at the bridge, with the types of their keys. */
export const IPV6_SETS = {
	/** Who a port is: with its own MAC and IPv6 address alone. */
	senders6: 'typeof iifname . ether saddr . ip6 saddr',
	/** What a port may say is its own. */
	claims6: `typeof iifname . ${TARGET}`,
	/** At which port an address is. */
	owners6: 'typeof oifname . ip6 daddr',
	/** The same of one that is asked for. */
	asked6: `typeof oifname . ${TARGET}`,
	/** Two on the same network, in both orders. */
	neighbors6: 'type ipv6_addr . ipv6_addr',
	/** The same of who asks, and for whom. */
	seeks6: `typeof ip6 saddr . ${TARGET}`
} as const;

type Elements = Record<keyof typeof IPV6_SETS, string[]>;

/** The 32 hexadecimal digits of an IPv6 address. @param address without an IPv4 part */
export function digitsOf(address: string): string {
	const [front = '', back] = address.split('::');
	const groups = (text: string | undefined) => (text ? text.split(':') : []);
	const missing = back === undefined ? 0 : 8 - groups(front).length - groups(back).length;
	return [...groups(front), ...Array.from({ length: missing }, () => '0'), ...groups(back)]
		.map((group) => group.padStart(4, '0').toLowerCase())
		.join('');
}

const number = (address: string) => `0x${digitsOf(address)}`;

/** Elements of each set of one end; without IPv6 none. */
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

/** Sets with their elements, as lines within the table of the bridge. */
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

/** In the chain of what ports send, in front of its refusal. */
export const FROM_PORTS = '		ether type ip6 iifname . ether saddr . ip6 saddr @senders6 goto from_pups6';

/** What a port may send, and which of it reaches another port. */
export const IPV6_CHAINS: readonly string[] = [
	'	chain from_pups6 {',
	// nft knows this name itself; others it looks up in /etc/protocols, which a small host lacks.
	'		meta l4proto != icmpv6 accept',
	// There is no router, and nobody may pass for one.
	'		icmpv6 type { nd-router-solicit, nd-router-advert, nd-redirect, router-renumbering } drop',
	`		icmpv6 type nd-neighbor-advert iifname . ${TARGET} != @claims6 drop`,
	'		accept',
	'	}',
	'	chain forward {',
	'		type filter hook forward priority -300; policy accept;',
	'		iifname @ports jump between_ports',
	'		oifname @ports drop',
	'	}',
	// Ports of who has no IPv6 are isolated by the kernel as well.
	'	chain between_ports {',
	'		ip6 saddr . ip6 daddr @neighbors6 oifname . ip6 daddr @owners6 accept',
	`		icmpv6 type nd-neighbor-solicit ip6 saddr . ${TARGET} @seeks6 oifname . ${TARGET} @asked6 accept`,
	'		drop',
	'	}'
];
