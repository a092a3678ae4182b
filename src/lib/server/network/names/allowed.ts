/** Names in the list of what a pup may reach: `api.example.org`, `*.example.org`. Pure. */
import { createHash } from 'node:crypto';
import { isNameEntry } from '../../../contract/reach.ts';

/** One entry of a list. */
export interface AllowedName {
	/** What the firewall knows it by; 16 hexadecimal digits. */
	tag: string;
	/** In small letters; of `*.example.org` what follows the star. */
	name: string;
	/** Names below it, and not itself. */
	below: boolean;
}

/** The names of a list; null where it names none, and every name may be asked for. */
export function allowedNames(list: readonly string[] | null): AllowedName[] | null {
	const names = (list ?? []).filter(isNameEntry).map((entry): AllowedName => {
		const lower = entry.toLowerCase();
		const below = lower.startsWith('*.');
		const tag = createHash('sha256').update(lower).digest('hex').slice(0, 16);
		return { tag, name: below ? lower.slice(1) : lower, below };
	});
	return names.length > 0 ? names : null;
}

/** Tags of the entries that allow a name; none: it is not to be answered. */
export function tagsFor(name: string, allowed: readonly AllowedName[]): string[] {
	// A point within a label is no border of one.
	if (name.includes('\\')) return [];
	return allowed.filter((one) => (one.below ? name.endsWith(one.name) : name === one.name)).map(({ tag }) => tag);
}
