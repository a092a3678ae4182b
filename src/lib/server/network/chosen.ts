/** Which addresses may be chosen for boxes on their networks. Pure. */
import { isIP } from 'node:net';
import {
	CHOSEN_BITS,
	contains,
	formatNetwork,
	lastOf,
	overlap,
	parseNetwork,
	PRIVATE,
	toAddress,
	toNumber
} from '../../contract/ipv4.ts';

/** Whether two networks share an address; CIDR. */
export const networksMeet = (a: string, b: string): boolean => overlap(parseNetwork(a), parseNetwork(b));

/**
 * Chosen addresses that are answered to who asks for a name: none of a network that the host came
 * to be on meanwhile, as it leads to whoever has it there.
 * @param connected networks of the host, CIDR
 */
export const answeredChosen = (
	chosen: readonly { address: string; subnet: string }[],
	connected: readonly string[]
): string[] =>
	chosen.filter(({ subnet }) => !connected.some((one) => networksMeet(subnet, one))).map(({ address }) => address);

/** A network by its first address, also where it was given by another one: 172.30.0.5/24. */
export const wholeNetwork = (network: string): string => formatNetwork(parseNetwork(network));

/** The first address of a network that a computer can have, which is that of its router. */
export const firstAddress = (network: string): string => toAddress(parseNetwork(network).first + 1);

/**
 * Why an address may not be chosen on a network, a sentence; null where it may.
 * @param subnet CIDR, of the network
 * @param own of all boxes and pups, CIDR
 * @param used what the host is part of, routes to, or asks for names; CIDR
 */
export function chosenProblem(address: string, subnet: string, own: string, used: readonly string[]): string | null {
	const network = parseNetwork(subnet);
	if (isIP(address) !== 4 || !contains(network, { first: toNumber(address), length: 32 }))
		return `The address ${address} does not belong to the network’s subnet ${subnet}.`;
	if (network.length > CHOSEN_BITS.most || network.length < CHOSEN_BITS.least)
		return `No address can be chosen on a subnet of this size (${subnet}): give it ${CHOSEN_BITS.least} to ${CHOSEN_BITS.most} bits.`;
	if (toNumber(address) === network.first || toNumber(address) === lastOf(network))
		return `${address} is the subnet’s own address or its broadcast: choose one between them.`;
	if (!PRIVATE.some((one) => contains(parseNetwork(one), network)))
		return `${subnet} is no private network: choose one of ${PRIVATE.join(', ')}.`;
	if (networksMeet(subnet, own)) return `${subnet} overlaps with ${own}, of which all containers have an address.`;
	const taken = used.find((one) => parseNetwork(one).length >= CHOSEN_BITS.least && networksMeet(subnet, one));
	return taken === undefined ? null : `${subnet} overlaps with ${taken}, which this host or its home network uses.`;
}
