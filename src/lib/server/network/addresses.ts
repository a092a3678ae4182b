/** Computes addresses of the pup network, and classifies the networks around it. */
import { createHash } from 'node:crypto';
import {
	contains,
	formatNetwork,
	overlap,
	parseNetwork,
	parseRoute,
	PRIVATE,
	toNumber,
	type Ipv4Network
} from '../../contract/ipv4.ts';

/**
 * Networks that a pup may never reach through the host: those of the IANA IPv4 special-purpose
 * registry (RFC 6890) that are not globally reachable, without those that homes use, plus multicast
 * and the reserved class E.
 */
export const NEVER_REACHED: readonly string[] = [
	'0.0.0.0/8',
	'100.64.0.0/10',
	'127.0.0.0/8',
	'169.254.0.0/16',
	'192.0.0.0/24',
	'192.0.2.0/24',
	'192.88.99.0/24',
	'198.18.0.0/15',
	'198.51.100.0/24',
	'203.0.113.0/24',
	'224.0.0.0/4',
	'240.0.0.0/4'
];

/**
 * The home network: {@link PRIVATE}, and the networks that the host itself is part of. The latter
 * may be inside {@link NEVER_REACHED}, which is checked first.
 */
export function homeNetworks(connected: readonly string[]): string[] {
	return withoutInner([...PRIVATE, ...connected]);
}

/**
 * Sorts networks, and removes those that are inside another. A single address is a network of one.
 */
export function withoutInner(networks: readonly string[]): string[] {
	const all = networks.map(parseRoute).sort((a, b) => a.first - b.first || a.length - b.length);
	const kept: Ipv4Network[] = [];
	for (const network of all) if (!kept.some((other) => contains(other, network))) kept.push(network);
	return kept.map(formatNetwork);
}

/**
 * Chooses the pups' subnet: the wanted one, else the next free one of 10.(n+1).0.0/16 …, else one
 * of 172.16.0.0/12.
 * @param taken networks that interfaces or routes of the host use
 */
export function chooseSubnet(wanted: string, taken: readonly string[]): string {
	const used = taken.map(parseNetwork);
	const free = (cidr: string) => !used.some((other) => overlap(other, parseNetwork(cidr)));
	if (free(wanted)) return formatNetwork(parseNetwork(wanted));
	const start = (parseNetwork(wanted).first >>> 16) & 255;
	const candidates = [
		...Array.from({ length: 255 }, (_, n) => `10.${(start + n + 1) % 256}.0.0/16`),
		...Array.from({ length: 16 }, (_, n) => `172.${31 - n}.0.0/16`)
	];
	return candidates.find(free) ?? formatNetwork(parseNetwork(wanted));
}

/**
 * Derives a MAC address from an IPv4 address: locally administered (02), our prefix (db), then the
 * address's four bytes.
 */
export function macOf(address: string): string {
	const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
	return ['02', 'db', ...bytes].join(':');
}

/** Prefix length of an instance's IPv6 network. */
const IPV6_PREFIX = 64;

/**
 * Derives an IPv6 address from an IPv4 address: a unique local network (RFC 4193) derived from the
 * instance, with the four bytes at its end. It is not routed outside of the box.
 */
export function ipv6Of(instance: string, address: string): string {
	return `${ipv6Start(instance)}${((toNumber(address) / 65_536) >>> 0).toString(16)}:${(toNumber(address) & 65_535).toString(16)}`;
}

/** The IPv6 network of an instance, CIDR. */
export const ipv6Network = (instance: string): string => `${ipv6Start(instance)}/${IPV6_PREFIX}`;

function ipv6Start(instance: string): string {
	const digest = createHash('sha256').update(`dogebox ${instance}`).digest('hex');
	// The first digit is never 0, because groups are written without leading zeros.
	return `fd${digest.slice(0, 2)}:f${digest.slice(2, 5)}:f${digest.slice(5, 8)}::`;
}

/** Interface names have at most 15 characters (IFNAMSIZ 16). */
const NAME_LENGTH = 15;

/**
 * Name of the host's end of a pup's link: the instance, so that people recognise leftovers, and a
 * hash of the id in base 36.
 * @param attempt 0 for the usual name, 1… where two ids have the same hash
 */
export function endName(instance: string, id: string, attempt: number): string {
	const prefix = instance.slice(0, 9);
	const digest = createHash('sha256').update(`${id}/${attempt}`).digest('hex');
	return (
		prefix +
		BigInt(`0x${digest}`)
			.toString(36)
			.slice(-(NAME_LENGTH - prefix.length))
	);
}

/**
 * Returns the next free host number, in turn. A released number is reused last, because rules for
 * it may still exist somewhere.
 * @param range both ends included
 * @param after the number that was assigned last; one before the first for none
 * @returns null where none is left
 */
export function nextHostNumber(
	{ first, last }: { readonly first: number; readonly last: number },
	after: number,
	taken: ReadonlySet<number>
): number | null {
	const count = last - first + 1;
	for (let step = 1; step <= count; step++) {
		const n = first + ((after - first + step) % count);
		// .0 and .255 of each /24 are valid here, but much software takes them for network and
		// broadcast.
		if (!taken.has(n) && n % 256 !== 0 && n % 256 !== 255) return n;
	}
	return null;
}
