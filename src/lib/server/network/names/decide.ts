/**
 * Decides the answer to a DNS query of a member that is on networks of its own or limited to names.
 * Pure.
 */
import { tagsFor, type AllowedName } from './allowed.ts';
import { digitsOf } from '../../host/index.ts';
import { CODES, TYPES, type Found, type Question } from './message.ts';

/** The names that one member finds, and the other names that it may query. */
export interface NamesOf {
	/** Addresses by name, in lower case. */
	names: ReadonlyMap<string, readonly string[]>;
	/** Names by address. */
	reverse: ReadonlyMap<string, string>;
	/**
	 * External names that the member may query: `all`, those with a dot, a list, or none. A name
	 * without a dot is no name of the internet, but may be one of the home network.
	 */
	elsewhere: 'all' | 'dotted' | readonly AllowedName[] | 'none';
}

export type Decision =
	/** `tags`: the entries of its list that open the answered addresses to it. */
	| { do: 'forward'; tags?: string[] }
	/** `unlisted`: the name is not on its list. */
	| { do: 'code'; code: number; unlisted?: true }
	| { do: 'answer'; found: Found | null };

const REVERSE = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/;
/** One hex digit per label, the last digit first (RFC 3596, 2.5). */
const REVERSE6 = /^(?:[0-9a-f]\.){32}ip6\.arpa$/;

/** The address in the name of a reverse query, written as in `known` where it is there. */
function reversedAddress(name: string, known: ReadonlyMap<string, string>): string | undefined {
	if (!REVERSE6.test(name)) return REVERSE.exec(name)?.slice(1).reverse().join('.');
	const digits = name.slice(0, 64).split('.').reverse().join('');
	const own = [...known.keys()].find((address) => address.includes(':') && digitsOf(address) === digits);
	return own ?? digits.replace(/.{4}(?=.)/g, '$&:');
}

const code = (of: number) => ({ do: 'code', code: of }) as const;

/**
 * @param asker null for a member on no network: it is refused
 * @param isThere whether a member with this address is connected
 * @param isInside whether an address belongs to pups or boxes; no resolver is asked about it
 * @param turn number of answers so far: several members with one name take turns
 */
export function decideName(
	{ name, type, internet }: Pick<Question, 'name' | 'type' | 'internet'>,
	asker: NamesOf | null,
	isThere: (address: string) => boolean,
	isInside: (address: string) => boolean,
	turn: number
): Decision {
	if (!asker) return code(CODES.refused);
	if (!internet) return code(CODES.notDone);
	const own = asker.names.get(name);
	if (own) {
		const there = own.filter(isThere);
		if (there.length === 0) return code(CODES.unknown);
		const kind = type === TYPES.AAAA ? 'AAAA' : type === TYPES.A || type === TYPES.ANY ? 'A' : null;
		const asked = there.filter((address) => address.includes(':') === (kind === 'AAAA'));
		if (kind === null || asked.length === 0) return { do: 'answer', found: null };
		const at = turn % asked.length;
		return { do: 'answer', found: { type: kind, addresses: [...asked.slice(at), ...asked.slice(0, at)] } };
	}
	const reversed = reversedAddress(name, asker.reverse);
	if (reversed !== undefined && isInside(reversed)) {
		const called = isThere(reversed) ? asker.reverse.get(reversed) : undefined;
		if (called === undefined) return code(CODES.unknown);
		return { do: 'answer', found: type === TYPES.PTR ? { type: 'PTR', name: called } : null };
	}
	if (asker.elsewhere === 'none') return code(CODES.refused);
	if (typeof asker.elsewhere !== 'string') {
		const tags = tagsFor(name, asker.elsewhere);
		return tags.length > 0 ? { do: 'forward', tags } : { ...code(CODES.refused), unlisted: true };
	}
	if (!name.includes('.') && asker.elsewhere === 'dotted') return name === '' ? { do: 'forward' } : code(CODES.unknown);
	return { do: 'forward' };
}
