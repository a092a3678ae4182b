/** Decides which addresses the owner may choose for boxes on their networks. Pure. */
import { isIP } from 'node:net';
import {
	CHOSEN_BITS,
	contains,
	formatNetwork,
	isPrivate,
	lastOf,
	overlap,
	parseNetwork,
	PRIVATE,
	toAddress,
	toNumber
} from '../../contract/ipv4.ts';

/** Whether two networks overlap; CIDR. */
export const networksMeet = (a: string, b: string): boolean => overlap(parseNetwork(a), parseNetwork(b));

/**
 * Returns the chosen addresses that name queries are answered with. Leaves out those in a network
 * that the host has since joined: there the address would lead to another machine.
 * @param connected networks of the host, CIDR
 */
export const answeredChosen = (
	chosen: readonly { address: string; subnet: string }[],
	connected: readonly string[]
): string[] =>
	chosen.filter(({ subnet }) => !connected.some((one) => networksMeet(subnet, one))).map(({ address }) => address);

/** Normalises a network to its first address, as for 172.30.0.5/24. */
export const wholeNetwork = (network: string): string => formatNetwork(parseNetwork(network));

/** The first host address of a network, which is its router's. */
export const firstAddress = (network: string): string => toAddress(parseNetwork(network).first + 1);

/**
 * Returns why an address may not be chosen on a network, as a sentence; null where it may.
 * @param subnet of the network, CIDR
 * @param own the subnet of all boxes and pups, CIDR
 * @param used networks that the host is part of or routes to, and its resolvers; CIDR
 */
export function chosenProblem(address: string, subnet: string, own: string, used: readonly string[]): string | null {
	const network = parseNetwork(subnet);
	if (isIP(address) !== 4 || !contains(network, { first: toNumber(address), length: 32 }))
		return `The address ${address} does not belong to the network’s subnet ${subnet}.`;
	if (network.length > CHOSEN_BITS.most || network.length < CHOSEN_BITS.least)
		return `No address can be chosen on a subnet of this size (${subnet}): give it ${CHOSEN_BITS.least} to ${CHOSEN_BITS.most} bits.`;
	if (toNumber(address) === network.first || toNumber(address) === lastOf(network))
		return `${address} is the network or broadcast address of the subnet: choose one between them.`;
	if (!isPrivate(network)) return `${subnet} is not a private network: choose one of ${PRIVATE.join(', ')}.`;
	if (networksMeet(subnet, own)) return `${subnet} overlaps with ${own}, the network of all containers.`;
	const taken = used.find((one) => parseNetwork(one).length >= CHOSEN_BITS.least && networksMeet(subnet, one));
	return taken === undefined ? null : `${subnet} overlaps with ${taken}, which this host or its home network uses.`;
}
