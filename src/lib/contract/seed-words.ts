/**
 * The 24 words as people give them: typed, pasted from a note, numbered, one per line, or copied
 * from our own page with its labels.
 */

/** Characters that are not seen: soft hyphen, zero-width ones, marks of direction, BOM. */
const INVISIBLE = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/**
 * “Word 12:” in front of a word. BIP-39 has the word “word” too, and a number may follow it: labels
 * they are where there are many.
 */
const MANY = 12;
const LABEL = /\bword\s*#?\s*\d{1,2}\s*[:.)\]-]?/g;

/**
 * Takes text apart into words: lower case, without numbers, labels, punctuation and what cannot be
 * seen. Whether they are words of a key is the key manager's to say.
 */
export function readSeedWords(text: string): string[] {
	const plain = text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase();
	const labelled = (plain.match(LABEL)?.length ?? 0) >= MANY;
	return (labelled ? plain.replace(LABEL, ' ') : plain).split(/[^\p{L}\p{M}]+/u).filter(Boolean);
}

/** Why these are not 24 words; null where they are. */
export function countProblem(words: readonly string[]): string | null {
	if (words.length === 24) return null;
	return `There must be 24 words; here ${words.length === 1 ? 'is 1' : `are ${words.length}`}.`;
}
