/** IPv4 arithmetic: networks as CIDR text, addresses as unsigned 32-bit numbers. */

export interface Ipv4Network {
	/** First address, as a number. */
	first: number;
	/** Bits of the network part, 0–32. */
	length: number;
}

/** Converts `10.69.0.2` to a number. @throws Error when it is not an IPv4 address */
export function toNumber(address: string): number {
	const parts = address.split('.').map(Number);
	if (parts.length !== 4 || !parts.every((part) => Number.isInteger(part) && part >= 0 && part <= 255)) {
		throw new Error(`${address} is not an IPv4 address`);
	}
	return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Converts a number to an address: the reverse of {@link toNumber}. */
export function toAddress(value: number): string {
	return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/**
 * Parses `10.69.0.0/16`. Bits beyond the network part are dropped.
 * @throws Error when it is not a network
 */
export function parseNetwork(cidr: string): Ipv4Network {
	const [address, bits] = cidr.split('/');
	const length = Number(bits);
	if (!Number.isInteger(length) || length < 0 || length > 32) throw new Error(`${cidr} is not a network`);
	const size = 2 ** (32 - length);
	return { first: Math.floor(toNumber(address ?? '') / size) * size, length };
}

/** Parses a network, or a single address as a network of one. @throws as {@link parseNetwork} */
export const parseRoute = (route: string): Ipv4Network => parseNetwork(route.includes('/') ? route : `${route}/32`);

/** `10.69.0.0/16` */
export function formatNetwork(network: Ipv4Network): string {
	return `${toAddress(network.first)}/${network.length}`;
}

/** Returns the last address of a network, as a number. */
export const lastOf = ({ first, length }: Ipv4Network): number => first + 2 ** (32 - length) - 1;

/** Whether all of `inner` is inside `outer`. */
export function contains(outer: Ipv4Network, inner: Ipv4Network): boolean {
	return inner.length >= outer.length && inner.first >= outer.first && inner.first <= lastOf(outer);
}

/** Whether two networks overlap, which they only do when one contains the other. */
export function overlap(a: Ipv4Network, b: Ipv4Network): boolean {
	return contains(a, b) || contains(b, a);
}

/** Private networks (RFC 1918). */
export const PRIVATE: readonly string[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

/** Whether all of a network is in one of {@link PRIVATE}. */
export const isPrivate = (network: Ipv4Network): boolean => PRIVATE.some((one) => contains(parseNetwork(one), network));

/**
 * Prefix lengths of networks on which addresses of boxes can be chosen. A route to a larger network
 * would be one to the whole internet. A smaller network has no address besides its first and its
 * last.
 */
export const CHOSEN_BITS = { least: 8, most: 30 } as const;
