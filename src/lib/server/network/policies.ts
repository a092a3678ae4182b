/** From what pups may reach to what the table says of it. Pure. */
import type { TablePolicy } from '../host/index.ts';
import { parseNetwork } from '../../contract/ipv4.ts';
import { withoutInner } from './addresses.ts';
import type { Members } from './ends.ts';
import { allowedNames } from './names/allowed.ts';
import { ALL_ADDRESSES, isPublished4, isRelayed } from './port-relays.ts';
import type { NetworkPolicy } from './types.ts';

/** Policies by id, as the table takes them. */
export type Policies = ReadonlyMap<string, Omit<TablePolicy, 'address'>>;

/**
 * Orders and cleans policies: networks without doubles, a port of the host for one pup alone.
 * @returns also ports of the host that more than one pup wants; the first of the list has them;
 *   and by id those that are open at addresses of IPv6
 */
export function readPolicies(list: readonly NetworkPolicy[]): {
	policies: Policies;
	clashes: string[];
	relayed: ReadonlyMap<string, NetworkPolicy['publishes']>;
} {
	const relayed = new Map<string, NetworkPolicy['publishes']>();
	const policies = new Map<string, Omit<TablePolicy, 'address'>>();
	const taken = new Set<string>();
	const clashes: string[] = [];
	for (const { id, internet, lan, networks, reaches, joined, publishes } of list) {
		const own = publishes.filter(({ protocol, hostPort }) => {
			const key = `${protocol}/${hostPort}`;
			const free = !taken.has(key);
			if (free) taken.add(key);
			else clashes.push(key);
			return free;
		});
		relayed.set(id, own.filter(isRelayed));
		policies.set(id, {
			internet,
			lan,
			networks: networks && withoutInner(networks.filter(isNetwork)),
			names: allowedNames(networks)?.map(({ tag }) => tag) ?? null,
			reaches: [...reaches],
			neighbors: joined ? [...joined.neighbors] : null,
			ipv6: joined?.ipv6 ? { address: joined.ipv6.address, neighbors: [...joined.ipv6.neighbors] } : null,
			chosen: (joined?.chosen ?? []).map((one) => ({ ...one, neighbors: [...one.neighbors] })),
			publishes: own.filter(isPublished4).map(({ hostAddress = null, ...port }) => {
				return { ...port, hostAddress: hostAddress === ALL_ADDRESSES ? null : hostAddress };
			})
		});
	}
	return { policies, clashes, relayed };
}

/** A name is no network, and what is neither opens nothing. */
function isNetwork(text: string): boolean {
	try {
		parseNetwork(text.includes('/') ? text : `${text}/32`);
		return true;
	} catch {
		return false;
	}
}

/** Of those who are in the network. */
export function tablePolicies(members: Members, policies: Policies): TablePolicy[] {
	return [...members.values()].flatMap(({ member }) => {
		const policy = policies.get(member.id);
		return policy ? [{ address: member.address, ...policy }] : [];
	});
}
