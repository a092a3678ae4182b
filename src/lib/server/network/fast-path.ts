/**
 * Decides at which links the fast path of TCP between pups is installed
 * (`host/network/fast-path.ts`).
 */
import type { NetworkInspection, TablePolicy } from '../host/index.ts';
import type { Members } from './ends.ts';
import { linkBytes } from './host-network.ts';
import type { Policies } from './policies.ts';

/** What verbs of the host need of a member: its policy, and whether its link has the fast path. */
export interface MemberRules {
	policy: TablePolicy | null;
	fast: boolean;
}

/**
 * Members whose links have the fast path: those with a TCP grant, and the targets of such grants.
 * The holder of a grant need not be connected. So a provider has the fast path from its start, and
 * other members can come and go without a change at its link.
 */
export interface FastMembers {
	/** Takes over everyone's policies, including those of pups that are not connected. */
	adopt(policies: Policies): void;
	/** @param member may be no member of the network; null for nobody */
	rulesOf(member: { address: string } | null, policy: TablePolicy | null): MemberRules;
	/** Links that should have the fast path. */
	ends(): string[];
	/** Whether all existing links of these have it. True where the kernel does not support it. */
	isWhole(inspection: Pick<NetworkInspection, 'fast'>): boolean;
}

export function createFastMembers(members: Members): FastMembers {
	let policies: Policies = new Map();
	let providers = new Set<string>();

	const takesPart = (address: string, policy: Pick<TablePolicy, 'reaches'> | null) =>
		providers.has(address) || (policy !== null && tcpOf(policy).length > 0);
	const ends = () =>
		[...members.values()]
			.filter(({ member: { id, address } }) => takesPart(address, policies.get(id) ?? null))
			.map(({ end }) => end.end);

	return {
		adopt(next) {
			policies = next;
			providers = new Set([...next.values()].flatMap(tcpOf).map(({ address }) => address));
		},
		rulesOf: (member, policy) => ({ policy, fast: member !== null && takesPart(member.address, policy) }),
		ends,
		isWhole: ({ fast }) => fast === null || ends().every((end) => fast.includes(end) || linkBytes(end) === null)
	};
}

const tcpOf = ({ reaches }: Pick<TablePolicy, 'reaches'>) => reaches.filter(({ protocol }) => protocol === 'tcp');
