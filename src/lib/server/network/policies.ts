/** Converts pups' policies into those of the table. Pure. */
import type { TablePolicy } from '../host/index.ts';
import { parseNetwork } from '../../contract/ipv4.ts';
import { withoutInner } from './addresses.ts';
import type { Members } from './ends.ts';
import { allowedNames } from './names/allowed.ts';
import { ALL_ADDRESSES, isPublished4, isRelayed } from './port-relays.ts';
import type { NetworkPolicy } from './types.ts';

/** Policies in the table's form, by id. */
export type Policies = ReadonlyMap<string, Omit<TablePolicy, 'address'>>;

/**
 * Sorts and cleans policies: networks without duplicates, and one pup for each port of the host.
 * @returns also the ports of the host that more than one pup wants (the first of the list gets
 *   them), and by id the ports published on IPv6 addresses
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

/** A name is no network. Invalid entries open nothing. */
function isNetwork(text: string): boolean {
	try {
		parseNetwork(text.includes('/') ? text : `${text}/32`);
		return true;
	} catch {
		return false;
	}
}

/** The table's policies of the current members. */
export function tablePolicies(members: Members, policies: Policies): TablePolicy[] {
	return [...members.values()].flatMap(({ member }) => {
		const policy = policies.get(member.id);
		return policy ? [{ address: member.address, ...policy }] : [];
	});
}
