/**
 * Addresses that names lead to, for pups that are held to names: elements of a set of the table,
 * which forgets them by itself. dogeboxd adds them before it answers a question with them
 * (`network/names`).
 */
import * as v from 'valibot';
import { address } from './schemas.ts';

/**
 * Seconds that an address stays open after a question was answered with it, and after the last
 * packet that came from it. Programs keep addresses for longer than the answer holds, and a
 * connection outlives it.
 */
export const NAMED_SECONDS = 3600;
/**
 * Elements of all pups. As nft lists them, each has at most 256 bytes: what stands has to fit what
 * is kept of a program's output (4 MB, `spawn.ts`), or the next table would begin without it.
 */
export const MOST_NAMED = 16_384;
/** Tags of one element: a comment of nft has 128 bytes at most. */
const MOST_TAGS = 7;

/** One address that a pup may reach by a name. */
export interface NamedAddress {
	/** Of the pup. */
	from: string;
	to: string;
	/** By which entries of its list it is open ({@link TablePolicy.names}). */
	tags: string[];
	/** For how long yet. */
	seconds: number;
}

const key = 'ct original ip saddr . ct original ip daddr';

/** Whether a packet leads to none of them; behind what its pup was given as networks. */
export const NOT_NAMED = `${key} != @named`;

/** The set, in which those who are held to names have theirs. */
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

/** What answers stays open: only who is there keeps it so, not who asks. */
export const KEEPS_NAMED = `ct direction reply ct state established ${key} @named update @named { ${key} timeout ${NAMED_SECONDS}s }`;

const comment = (tags: readonly string[]) => `comment "${tags.slice(0, MOST_TAGS).join(' ')}"`;

/** Opens addresses to a pup, or has them be open for longer. */
export function openText(table: string, from: string, addresses: readonly string[], tags: readonly string[]): string {
	return addresses
		.flatMap((to) => {
			const element = `element inet ${table} named { ${from} . ${to}`;
			const known = `${element} }`;
			// What is there is not changed by adding it; it is exchanged in one transaction.
			return [`add ${known}`, `delete ${known}`, `add ${element} timeout ${NAMED_SECONDS}s ${comment(tags)} }`];
		})
		.join('\n');
}

/** Closes all addresses that stand open to a pup by a name. */
export function closeText(table: string, from: string, named: readonly NamedAddress[]): string {
	const own = named.filter((one) => one.from === from);
	return own
		.flatMap(({ to }) => {
			const element = `element inet ${table} named { ${from} . ${to} }`;
			// It may be over meanwhile: adding first makes the deletion safe.
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

/** Reads what stands, as `nft --json list set` tells it (libnftables-json(5)). */
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
 * What a new table is to hold: what dogeboxd says, and what stands, for longer where it was used
 * since. Nothing is kept that its pup's list does not name any more.
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
