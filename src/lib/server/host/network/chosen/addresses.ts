/**
 * Addresses that were chosen for boxes on their networks: what one may be, and what the tables say
 * of it. Pure.
 */
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

/** First and last address of a network, as numbers. */
type Range = readonly [first: number, last: number];

const numberOf = (text: string) => Buffer.from(text.split('.').map(Number)).readUInt32BE();
const lengthOf = (network: string) => Number(network.split('/')[1] ?? 32);

/** Networks of which an address may be chosen (RFC 1918). */
const PRIVATE: readonly Range[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(rangeOf);

/** Shortest length of a network that is one; a way to more than that is a way to all. */
const SHORTEST = 8;
/** Longest that holds an address beside its first and its last. */
const LONGEST = 30;

/** @param network CIDR, or an address alone */
function rangeOf(network: string): Range {
	const value = numberOf(network.split('/')[0]!);
	const size = 2 ** (32 - lengthOf(network));
	const first = value - (value % size);
	return [first, first + size - 1];
}

const within = (inner: Range, outer: Range) => inner[0] >= outer[0] && inner[1] <= outer[1];
const meet = (a: Range, b: Range) => a[0] <= b[1] && b[0] <= a[1];

/**
 * Why an address may not be given to a box; null where it may.
 * @param routes networks and addresses that the host has a way to, or is, by any of its tables
 */
export function refusedChosen(
	{ address: own, subnet }: Pick<ChosenAddress, 'address' | 'subnet'>,
	routes: readonly string[]
): string | null {
	const [range, value] = [rangeOf(subnet), numberOf(own)];
	if (lengthOf(subnet) > LONGEST || !PRIVATE.some((network) => within(range, network)))
		return `${subnet} is no private network`;
	if (value <= range[0] || value >= range[1]) return `${own} is no address of a box on ${subnet}`;
	const used = routes.find((route) => lengthOf(route) >= SHORTEST && meet(range, rangeOf(route)));
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
