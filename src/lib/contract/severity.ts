/** Describes how far a permission reaches. */

export interface SeverityWords {
	label: string;
	meaning: string;
}

/** By the severity in a manifest; 1 is the most serious (reference: manifest version 1). */
const WORDS: Readonly<Record<number, SeverityWords>> = {
	1: { label: 'Critical', meaning: 'It can move or reveal what matters most: coins, keys, private data.' },
	2: { label: 'Can change things', meaning: 'It can change what this pup does or holds.' },
	3: { label: 'Can only read', meaning: 'It can read, but change nothing.' }
};

/** @param severity of the manifest; null when it declares none */
export function severityWords(severity: number | null): SeverityWords {
	const words = severity === null ? undefined : WORDS[severity];
	return words ?? { label: 'Not rated', meaning: 'Its developer does not say how much this allows.' };
}
