/** The host's ends of members' links: their names, and the member of each. */
import { BoxError } from '../../contract/errors.ts';
import type { TableEnd } from '../host/index.ts';
import { endName, macOf } from './addresses.ts';
import type { NetworkMember } from './types.ts';

/** If one id needed more names than this, the hash would be broken. */
const NAME_ATTEMPTS = 8;

/** Members of the network, by container id. */
export type Members = ReadonlyMap<string, { member: NetworkMember; end: TableEnd }>;

/**
 * Finds the existing link of a container by the link's alias, so nothing has to be stored across
 * restarts.
 */
export function standing(id: string, links: ReadonlyMap<string, string>): string | null {
	for (const [name, owner] of links) if (owner === id) return name;
	return null;
}

/**
 * Returns a name for a member's link that no other link of the host and no other member has.
 * @throws BoxError `network-unavailable`
 */
export function nameFor(instance: string, id: string, members: Members, links: ReadonlyMap<string, string>): string {
	const taken = new Set([...members.values()].filter(({ member }) => member.id !== id).map(({ end }) => end.end));
	for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
		const name = endName(instance, id, attempt);
		if (!taken.has(name) && (links.get(name) ?? id) === id) return name;
	}
	throw new BoxError({ code: 'network-unavailable', status: 500, message: `No interface name is left for ${id}.` });
}

/** The table's entry of a member, for its existing link or for the one that it will get. */
export function endOf(
	instance: string,
	member: NetworkMember,
	members: Members,
	links: ReadonlyMap<string, string>
): TableEnd {
	return {
		end: standing(member.id, links) ?? nameFor(instance, member.id, members, links),
		mac: macOf(member.address),
		address: member.address
	};
}
