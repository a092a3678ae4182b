/** At which links the fast path of TCP between pups should be (`host/network/fast-path.ts`). */
import type { NetworkInspection, TablePolicy } from '../host/index.ts';
import type { Members } from './ends.ts';
import { linkBytes } from './host-network.ts';
import type { Policies } from './policies.ts';

/** What the verbs of the host are given of a member: its policy, and whether it takes part. */
export interface MemberRules {
	policy: TablePolicy | null;
	fast: boolean;
}

/**
 * Who takes part: those with a grant of TCP, and those to whom one leads. It may be a grant of
 * somebody who is not in the network: so a provider takes part from its start, and whoever comes
 * and goes changes nothing at its link.
 */
export interface FastMembers {
	/** Takes over what all may reach, in the network or not. */
	adopt(policies: Policies): void;
	/** @param member one who need not be a member; null: nobody */
	rulesOf(member: { address: string } | null, policy: TablePolicy | null): MemberRules;
	/** Links of the members that take part. */
	ends(): string[];
	/** Whether it is at each of them that stands; true where the kernel has none. */
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
