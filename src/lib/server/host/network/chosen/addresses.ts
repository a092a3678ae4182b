/**
 * Addresses that the owner chose for boxes on their networks: which are allowed, and their entries
 * in the firewall tables. Pure functions.
 */
import {
	CHOSEN_BITS,
	isPrivate,
	lastOf,
	overlap,
	parseNetwork,
	parseRoute,
	toNumber
} from '../../../../contract/ipv4.ts';
import type { TableEnd } from '../table-end.ts';

/** An address of a box on one network, in addition to its own. */
export interface ChosenAddress {
	address: string;
	/** The network that it was chosen on, in CIDR notation. */
	subnet: string;
	/** Addresses of the other boxes there, including chosen ones. */
	neighbors: string[];
}

/** The part of a policy that concerns chosen addresses. */
export interface WithChosen {
	/** The box's own address. */
	address: string;
	chosen: ChosenAddress[];
}

/**
 * Explains why an address may not be given to a box; null when it may.
 * @param routes networks and addresses that the host routes to or owns, from all of its tables
 */
export function refusedChosen(
	{ address: own, subnet }: Pick<ChosenAddress, 'address' | 'subnet'>,
	routes: readonly string[]
): string | null {
	const [network, value] = [parseNetwork(subnet), toNumber(own)];
	if (network.length > CHOSEN_BITS.most || !isPrivate(network)) return `${subnet} is not a private network`;
	if (value <= network.first || value >= lastOf(network)) return `${own} is no address of a box on ${subnet}`;
	const used = routes.find((route) => {
		const other = parseRoute(route);
		return other.length >= CHOSEN_BITS.least && overlap(network, other);
	});
	return used === undefined ? null : `${subnet} meets ${used}, which this host uses`;
}

/** Elements of the bridge's table: which sender may use which address. */
export function chosenSenders({ end, mac }: TableEnd, policy: Pick<WithChosen, 'chosen'> | null | undefined): string[] {
	return (policy?.chosen ?? []).map((one) => `"${end}" . ${mac} . ${one.address}`);
}

/** The same elements for all boxes. */
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
 * Rules: a chosen address reaches its neighbors and nothing else. What the host itself sends to it
 * goes to its owner outside, or nowhere; no ICMP message about a box's packet is sent to it.
 */
export const CHOSEN_RULES = {
	/** For packets to the host, and for those forwarded to anything but boxes. */
	noWayOut: '		ip saddr @chosen drop',
	/** Condition of a rule that rejects: packets from a chosen address get no refusal. */
	unanswered: 'ip saddr != @chosen',
	/** Matches the ICMP kind first, because every packet that the host sends passes this rule. */
	fromHost: (bridge: string) =>
		`		oifname != "${bridge}" icmp type { destination-unreachable, time-exceeded, parameter-problem } ip daddr @chosen drop`
} as const;
