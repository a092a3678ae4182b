/** At which links the fast path of TCP between pups should be (`host/network/fast-path.ts`). */
import { fastAddresses, type NetworkInspection, type TablePolicy } from '../host/index.ts';
import type { Members } from './ends.ts';
import { linkBytes } from './host-network.ts';
import { tablePolicies, type Policies } from './policies.ts';

/** What the verbs of the host are given of a member: its policy, and whether it takes part. */
export interface MemberRules {
	policy: TablePolicy | null;
	fast: boolean;
}

/** @param one who need not be a member; null: nobody */
export function memberRules(
	one: { address: string; policy: TablePolicy | null } | null,
	members: Members,
	policies: Policies
): MemberRules {
	if (one === null) return { policy: null, fast: false };
	const { address, policy } = one;
	const others = tablePolicies(members, policies);
	return { policy, fast: fastAddresses(policy ? [...others, policy] : others).has(address) };
}

/** Whether it is at each link that stands and should have it; true where the kernel has none. */
export function isFastWhole({ fast }: NetworkInspection, members: Members, policies: Policies): boolean {
	if (fast === null) return true;
	const taking = fastAddresses(tablePolicies(members, policies));
	return [...members.values()].every(
		({ end: { end, address } }) => !taking.has(address) || fast.includes(end) || linkBytes(end) === null
	);
}
