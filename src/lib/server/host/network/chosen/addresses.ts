/**
 * Addresses that were chosen for boxes on their networks: what one may be, and what the tables say
 * of it. Pure.
 */
import {
	CHOSEN_BITS,
	contains,
	lastOf,
	overlap,
	parseNetwork,
	parseRoute,
	PRIVATE,
	toNumber
} from '../../../../contract/ipv4.ts';
import type { TableEnd } from '../table-end.ts';

/** An address of a box on one network, beside its own. */
export interface ChosenAddress {
	address: string;
	/** CIDR, of the network that it was chosen on. */
	subnet: string;
	/** Addresses of the others there, chosen ones too. */
	neighbors: string[];
}

/** What of a policy is about them. */
export interface WithChosen {
	/** The box's own address. */
	address: string;
	chosen: ChosenAddress[];
}

/**
 * Why an address may not be given to a box; null where it may.
 * @param routes networks and addresses that the host has a way to, or is, by any of its tables
 */
export function refusedChosen(
	{ address: own, subnet }: Pick<ChosenAddress, 'address' | 'subnet'>,
	routes: readonly string[]
): string | null {
	const [network, value] = [parseNetwork(subnet), toNumber(own)];
	if (network.length > CHOSEN_BITS.most || !PRIVATE.some((one) => contains(parseNetwork(one), network)))
		return `${subnet} is no private network`;
	if (value <= network.first || value >= lastOf(network)) return `${own} is no address of a box on ${subnet}`;
	const used = routes.find((route) => {
		const other = parseRoute(route);
		return other.length >= CHOSEN_BITS.least && overlap(network, other);
	});
	return used === undefined ? null : `${subnet} meets ${used}, which this host uses`;
}

/** Elements at the bridge: who may call himself what. */
export function chosenSenders({ end, mac }: TableEnd, policy: Pick<WithChosen, 'chosen'> | null | undefined): string[] {
	return (policy?.chosen ?? []).map((one) => `"${end}" . ${mac} . ${one.address}`);
}

/** The same of all. */
export function allChosenSenders(ends: readonly TableEnd[], policies: readonly WithChosen[]): string[] {
	const byAddress = new Map(policies.map((policy) => [policy.address, policy]));
	return ends.flatMap((end) => chosenSenders(end, byAddress.get(end.address)));
}

/** Pairs of addresses on the same network, in both orders. */
export const chosenNeighbors = (chosen: readonly ChosenAddress[]): string[] =>
	chosen.flatMap(({ address: own, neighbors }) =>
		neighbors.flatMap((other) => [`${own} . ${other}`, `${other} . ${own}`])
	);

/**
 * Rules: from a chosen address neighbors are reached, and nothing else. What the host itself says
 * to one goes to whoever has it outside, or nowhere: no message about a packet of a box does.
 */
export const CHOSEN_RULES = {
	/** Of what the host gets, and of what it passes on to others than boxes. */
	noWayOut: '		ip saddr @chosen drop',
	/** In front of a refusal that says so. */
	unanswered: 'ip saddr != @chosen',
	/** By its kind first: all that the host sends is asked. */
	fromHost: (bridge: string) =>
		`		oifname != "${bridge}" icmp type { destination-unreachable, time-exceeded, parameter-problem } ip daddr @chosen drop`
} as const;
