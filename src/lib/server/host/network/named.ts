/**
 * Resolved addresses of names, for pups that are restricted to names. They are elements of a set
 * that expire by themselves. dogeboxd adds them before it answers a DNS query with them
 * (`network/names`).
 */
import * as v from 'valibot';
import { address } from './schemas.ts';

/**
 * Seconds that an address stays open after a DNS answer contained it, and after the last packet
 * from it. Programs cache addresses longer than the answer's TTL, and connections outlive it.
 */
export const NAMED_SECONDS = 3600;
/**
 * Maximum number of elements of all pups. nft lists each with at most 256 bytes. The whole list
 * must fit into the kept output of a program (4 MB, `spawn.ts`), or the next table would start
 * without it.
 */
export const MOST_NAMED = 16_384;
/** Maximum number of tags per element: an nft comment has at most 128 bytes. */
const MOST_TAGS = 7;

/** An address that a pup may reach by name. */
export interface NamedAddress {
	/** Address of the pup. */
	from: string;
	to: string;
	/** Tags of the list entries that opened it ({@link TablePolicy.names}). */
	tags: string[];
	/** Remaining time. */
	seconds: number;
}

const key = 'ct original ip saddr . ct original ip daddr';

/** Matches packets to none of these addresses; follows the check of the pup's networks. */
export const NOT_NAMED = `${key} != @named`;

/** The set with the open addresses of pups that are restricted to names. */
export function namedSet(named: readonly NamedAddress[]): string[] {
	const elements = named.map(
		({ from, to, tags, seconds }) => `${from} . ${to} timeout ${NAMED_SECONDS}s expires ${seconds}s ${comment(tags)}`
	);
	return [
		'	set named {',
		'		type ipv4_addr . ipv4_addr',
		`		size ${MOST_NAMED}`,
		'		flags dynamic,timeout',
		...(elements.length > 0 ? [`		elements = { ${elements.join(', ')} }`] : []),
		'	}'
	];
}

/** Extends the time on each answer from the address, not on the pup's own packets. */
export const KEEPS_NAMED = `ct direction reply ct state established ${key} @named update @named { ${key} timeout ${NAMED_SECONDS}s }`;

const comment = (tags: readonly string[]) => `comment "${tags.slice(0, MOST_TAGS).join(' ')}"`;

/** Opens addresses to a pup, or extends their time. */
export function openText(table: string, from: string, addresses: readonly string[], tags: readonly string[]): string {
	return addresses
		.flatMap((to) => {
			const element = `element inet ${table} named { ${from} . ${to}`;
			const known = `${element} }`;
			// Adding an existing element does not change it, so it is replaced in one transaction.
			return [`add ${known}`, `delete ${known}`, `add ${element} timeout ${NAMED_SECONDS}s ${comment(tags)} }`];
		})
		.join('\n');
}

/** Closes all addresses that are open to a pup by name. */
export function closeText(table: string, from: string, named: readonly NamedAddress[]): string {
	const own = named.filter((one) => one.from === from);
	return own
		.flatMap(({ to }) => {
			const element = `element inet ${table} named { ${from} . ${to} }`;
			// The element may have expired: adding it first makes the deletion safe.
			return [`add ${element}`, `delete ${element}`];
		})
		.join('\n');
}

const element = v.object({
	elem: v.object({
		val: v.object({ concat: v.tuple([address, address]) }),
		expires: v.pipe(v.number(), v.integer(), v.minValue(0)),
		comment: v.optional(v.string(), '')
	})
});
const listing = v.object({
	nftables: v.array(v.object({ set: v.optional(v.object({ elem: v.optional(v.array(v.unknown()), []) })) }))
});

/** Parses the output of `nft --json list set` (libnftables-json(5)). */
export function readNamed(listed: unknown): NamedAddress[] {
	return v.parse(listing, listed).nftables.flatMap(({ set }) =>
		(set?.elem ?? []).flatMap((one) => {
			const { success, output } = v.safeParse(element, one);
			if (!success || output.elem.expires === 0) return [];
			const { val, expires, comment: tags } = output.elem;
			return [{ from: val.concat[0], to: val.concat[1], tags: tags.split(' '), seconds: expires }];
		})
	);
}

/**
 * Merges the addresses from dogeboxd with the existing ones, which may have been extended by use.
 * Drops every address whose name is no longer in its pup's list.
 */
export function mergeNamed(
	said: readonly NamedAddress[],
	standing: readonly NamedAddress[],
	policies: readonly { address: string; names: string[] | null }[]
): NamedAddress[] {
	const lists = new Map(policies.map((one) => [one.address, new Set(one.names)]));
	const merged = new Map<string, NamedAddress>();
	for (const { from, to, tags, seconds } of [...standing, ...said]) {
		const held = tags.filter((tag) => lists.get(from)?.has(tag));
		if (held.length === 0) continue;
		const before = merged.get(`${from} ${to}`);
		merged.set(`${from} ${to}`, {
			from,
			to,
			tags: [...new Set([...held, ...(before?.tags ?? [])])],
			seconds: Math.min(NAMED_SECONDS, Math.max(seconds, before?.seconds ?? 0))
		});
	}
	return [...merged.values()].slice(0, MOST_NAMED);
}
