/** Names that a list allows a pup to reach: `api.example.org`, `*.example.org`. Pure. */
import { createHash } from 'node:crypto';
import { isNameEntry } from '../../../contract/reach.ts';

/** One entry of a list. */
export interface AllowedName {
	/** Its id in the firewall; 16 hexadecimal digits. */
	tag: string;
	/** Lower case. For `*.example.org` the part after the star. */
	name: string;
	/** Matches names below it, and not the name itself. */
	below: boolean;
}

/** The names of a list; null where the list has none, so that every name may be queried. */
export function allowedNames(list: readonly string[] | null): AllowedName[] | null {
	const names = (list ?? []).filter(isNameEntry).map((entry): AllowedName => {
		const lower = entry.toLowerCase();
		const below = lower.startsWith('*.');
		const tag = createHash('sha256').update(lower).digest('hex').slice(0, 16);
		return { tag, name: below ? lower.slice(1) : lower, below };
	});
	return names.length > 0 ? names : null;
}

/** Tags of the entries that allow a name. Without any the name is not answered. */
export function tagsFor(name: string, allowed: readonly AllowedName[]): string[] {
	// A dot within a label does not separate labels.
	if (name.includes('\\')) return [];
	return allowed.filter((one) => (one.below ? name.endsWith(one.name) : name === one.name)).map(({ tag }) => tag);
}
