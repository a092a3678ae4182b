/** The host's ends of members' links: how they are called, and which belongs to whom. */
import { BoxError } from '../../contract/errors.ts';
import type { TableEnd } from '../host/index.ts';
import { endName, macOf } from './addresses.ts';
import type { NetworkMember } from './types.ts';

/** More names than this for one id would mean that the hash is broken. */
const NAME_ATTEMPTS = 8;

/** Who is in the network, by id. */
export type Members = ReadonlyMap<string, { member: NetworkMember; end: TableEnd }>;

/**
 * The standing link of a container, found by its alias, so nothing must be remembered over a
 * restart.
 */
export function standing(id: string, links: ReadonlyMap<string, string>): string | null {
	for (const [name, owner] of links) if (owner === id) return name;
	return null;
}

/**
 * A name for a member's link that no other link on the host and no other member has.
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

/** What the table says of a member: its standing link, or the one that it will have. */
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
