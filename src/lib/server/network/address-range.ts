/** The pup network's range of addresses, and the members' addresses in it. */
import { isIP } from 'node:net';
import type { Logger } from 'pino';
import { BoxError } from '../../contract/errors.ts';
import { formatNetwork, parseNetwork, toAddress, toNumber } from '../../contract/ipv4.ts';
import { chooseSubnet, ipv6Network, ipv6Of } from './addresses.ts';
import { addressOfInterface, connectedNetworks, routedNetworks } from './host-network.ts';
import type { NetworkConfig, PupNetwork } from './types.ts';

export interface AddressRange extends Pick<
	PupNetwork,
	'subnet' | 'gateway' | 'subnet6' | 'addressOf' | 'numberOf' | 'ipv6Of'
> {
	/** Whether an IPv4 or IPv6 address belongs to the network. The gateway's address does too. */
	includes(address: string): boolean;
}

/** @param subnet CIDR, from {@link pickSubnet} */
export function createAddressRange(subnet: string, instance: string): AddressRange {
	const { first, length } = parseNetwork(subnet);
	const size = 2 ** (32 - length);
	const gateway = toAddress(first + 1);
	const subnet6 = ipv6Network(instance);
	const isPups = (number: number) => Number.isInteger(number) && number >= 2 && number <= size - 2;

	function numberOf(address: string): number | null {
		if (isIP(address) !== 4) return null;
		const number = toNumber(address) - first;
		return isPups(number) ? number : null;
	}

	return {
		...{ subnet, gateway, subnet6, numberOf },
		ipv6Of: (address) => ipv6Of(instance, address),
		/** @throws BoxError `network-full` where the number is outside the network */
		addressOf(hostNumber) {
			if (isPups(hostNumber)) return toAddress(first + hostNumber);
			throw new BoxError({
				code: 'network-full',
				status: 507,
				message: `The pup network ${subnet} has no address number ${hostNumber}.`,
				hint: 'Remove pups that you no longer need.'
			});
		},
		includes(address) {
			if (isIP(address) === 6) return address.startsWith(subnet6.split(':/')[0]!);
			return address === gateway || numberOf(address) !== null;
		}
	};
}

/**
 * Returns the subnet of our bridge if it exists, else the wanted subnet, else the next free one.
 */
export function pickSubnet(config: NetworkConfig, log: Logger): string {
	const standing = addressOfInterface(config.bridge);
	if (standing) return formatNetwork(parseNetwork(standing.cidr));
	const other = (name: string) => name === config.bridge;
	const subnet = chooseSubnet(config.subnet, [...connectedNetworks(other), ...routedNetworks(other)]);
	if (subnet !== formatNetwork(parseNetwork(config.subnet))) {
		log.warn(`The network ${config.subnet} is in use on this host; pups get ${subnet}.`);
	}
	return subnet;
}
