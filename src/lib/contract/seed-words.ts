/**
 * Parses the 24 words as people enter them: typed, pasted from a note, numbered, one per line, or
 * copied with its labels from our own page.
 */

/** Invisible characters: soft hyphen, zero-width characters, direction marks, BOM. */
const INVISIBLE = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/**
 * “Word 12:” before a word. BIP-39 also contains the word “word”, and a number may follow it, so it
 * is taken for a label only when there are many.
 */
const MANY = 12;
const LABEL = /\bword\s*#?\s*\d{1,2}\s*[:.)\]-]?/g;

/**
 * Splits text into words: lower case, without numbers, labels, punctuation and invisible
 * characters. The key manager decides whether they are the words of a key.
 */
export function readSeedWords(text: string): string[] {
	const plain = text.normalize('NFKC').replace(INVISIBLE, '').toLowerCase();
	const labelled = (plain.match(LABEL)?.length ?? 0) >= MANY;
	return (labelled ? plain.replace(LABEL, ' ') : plain).split(/[^\p{L}\p{M}]+/u).filter(Boolean);
}

/** Describes why these are not 24 words; null when they are. */
export function countProblem(words: readonly string[]): string | null {
	if (words.length === 24) return null;
	return `There must be 24 words; you gave ${words.length}.`;
}
