/** Classifies addresses as part of the internet, the home network, or this host. */
import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * `public`: the internet; `home`: the network around the box; `host`: the box itself, or no usable
 * address.
 */
export type NetworkZone = 'public' | 'home' | 'host';

/** RFC 1918, RFC 6598 (shared with the provider), RFC 4193. */
const HOME: readonly [string, number][] = [
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['fc00::', 7]
];

/**
 * Ranges that the registries of special addresses (RFC 6890) reserve for the host itself, its link,
 * tests or multicast.
 */
const HOST: readonly [string, number][] = [
	['0.0.0.0', 8],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['192.0.0.0', 24],
	['198.18.0.0', 15],
	['224.0.0.0', 4],
	['240.0.0.0', 4],
	['::', 127],
	['64:ff9b:1::', 48],
	['100::', 64],
	['2001::', 32],
	['fe80::', 10],
	['fec0::', 10],
	['ff00::', 8]
];

/** Prefixes shorter than this are larger than the network of one home. */
const LONGEST_HOME_PREFIX = 48;

/** An address of this host. */
export interface OwnAddress {
	address: string;
	/** Length of its prefix, bits. */
	prefix: number;
}

/**
 * Creates the function that classifies an address. An IPv4 address inside an IPv6 one (mapped,
 * compatible, NAT64, 6to4) counts as that IPv4 address. Homes with IPv6 have public addresses, so
 * networks of our own links count as home.
 * @param own addresses of this host, read at each call because they change
 */
export function createZones(own: () => readonly OwnAddress[] = ownAddresses): (address: string) => NetworkZone {
	const home = blockList(HOME);
	const host = blockList(HOST);
	return (given) => {
		const address = embeddedIPv4(given) ?? given;
		const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
		// An invalid address leads nowhere.
		if (isIP(address) === 0 || host.check(address, family)) return 'host';
		const here = own();
		if (here.some((one) => one.address === address)) return 'host';
		if (home.check(address, family)) return 'home';
		const links = here.filter((one) => isIP(one.address) === 6 && one.prefix >= LONGEST_HOME_PREFIX);
		if (family === 'ipv6' && blockList(links.map((one) => [one.address, one.prefix])).check(address, family)) {
			return 'home';
		}
		return 'public';
	};
}

function blockList(subnets: readonly (readonly [string, number])[]): BlockList {
	const list = new BlockList();
	for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIP(network) === 6 ? 'ipv6' : 'ipv4');
	return list;
}

function ownAddresses(): OwnAddress[] {
	return Object.values(networkInterfaces()).flatMap((list) =>
		(list ?? []).map(({ address, cidr }) => ({ address, prefix: Number(cidr?.split('/')[1] ?? 128) }))
	);
}

/**
 * The IPv4 address inside an IPv6 address (RFC 4291 §2.5.5, RFC 6052, RFC 3056); null for others.
 */
function embeddedIPv4(address: string): string | null {
	if (isIP(address) !== 6) return null;
	const groups = groupsOf(address);
	if (!groups) return null;
	const dotted = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join('.');
	const head = groups.slice(0, 6).join(':');
	const last = dotted(groups[6]!, groups[7]!);
	if (head === '0:0:0:0:0:65535' || head === `${0x64}:${0xff9b}:0:0:0:0` || head === '0:0:0:0:65535:0') return last;
	// `::` and `::1` do not contain an IPv4 address.
	if (head === '0:0:0:0:0:0' && (groups[6] !== 0 || groups[7]! > 1)) return last;
	if (groups[0] === 0x2002) return dotted(groups[1]!, groups[2]!);
	return null;
}

/** The eight numbers of an IPv6 address; null when it cannot be parsed (a zone). */
function groupsOf(address: string): number[] | null {
	let plain: string;
	try {
		// The URL parser writes a dotted tail as two groups.
		plain = new URL(`http://[${address}]/`).hostname.slice(1, -1);
	} catch {
		return null;
	}
	const [left = '', right] = plain.split('::');
	const parse = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
	const before = parse(left);
	const after = right === undefined ? [] : parse(right);
	return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}
