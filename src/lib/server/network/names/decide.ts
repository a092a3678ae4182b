/**
 * What somebody is answered when he asks for a name, who is on networks of his own or held to
 * names. Pure.
 */
import { tagsFor, type AllowedName } from './allowed.ts';
import { digitsOf } from '../../host/index.ts';
import { CODES, TYPES, type Found, type Question } from './message.ts';

/** Whom one asker finds, and what else he may ask for. */
export interface NamesOf {
	/** In small letters, with addresses. */
	names: ReadonlyMap<string, readonly string[]>;
	/** Address to the name that it is called by. */
	reverse: ReadonlyMap<string, string>;
	/**
	 * Names of the world: `all`, those with a point in them, some alone, or none. A name without a
	 * point is none of the internet; it may be one of the home network.
	 */
	elsewhere: 'all' | 'dotted' | readonly AllowedName[] | 'none';
}

export type Decision =
	/** `tags`: it may reach what is answered, by these entries of its list. */
	| { do: 'forward'; tags?: string[] }
	/** `unlisted`: the name is none of its list. */
	| { do: 'code'; code: number; unlisted?: true }
	| { do: 'answer'; found: Found | null };

const REVERSE = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa$/;
/** RFC 3596, 2.5: a digit each, the last one first. */
const REVERSE6 = /^(?:[0-9a-f]\.){32}ip6\.arpa$/;

/** The address that a name asks backwards for, as it stands in `known` where it is there. */
function reversedAddress(name: string, known: ReadonlyMap<string, string>): string | undefined {
	if (!REVERSE6.test(name)) return REVERSE.exec(name)?.slice(1).reverse().join('.');
	const digits = name.slice(0, 64).split('.').reverse().join('');
	const own = [...known.keys()].find((address) => address.includes(':') && digitsOf(address) === digits);
	return own ?? digits.replace(/.{4}(?=.)/g, '$&:');
}

const code = (of: number) => ({ do: 'code', code: of }) as const;

/**
 * @param asker null: it is on no network, and learns of none
 * @param isThere whether somebody of this address is connected
 * @param isInside whether an address is one of pups and boxes: nobody elsewhere is asked for it
 * @param turn of how many were answered before: several of one name take turns
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
