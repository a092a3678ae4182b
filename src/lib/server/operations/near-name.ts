/** Guesses which name was meant by an unknown one. */

/** Longest name that is compared; anything longer is no typing error. */
const LONGEST = 60;

/**
 * Normalises a name: a person does not distinguish names by case and separators (`memory_bytes`).
 */
const plain = (name: string) => name.toLowerCase().replace(/[-_. ]/g, '');

/**
 * Counts letters that are wrong, missing, superfluous, or swapped with their neighbour (optimal
 * string alignment distance).
 */
function slips(given: string, known: string): number {
	let before: number[] = [];
	let last = Array.from({ length: known.length + 1 }, (_, at) => at);
	for (let i = 1; i <= given.length; i++) {
		const row = [i];
		for (let j = 1; j <= known.length; j++) {
			const same = given[i - 1] === known[j - 1];
			let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
			if (i > 1 && j > 1 && given[i - 1] === known[j - 2] && given[i - 2] === known[j - 1]) {
				least = Math.min(least, before[j - 2]! + 1);
			}
			row.push(least);
		}
		[before, last] = [last, row];
	}
	return last[known.length]!;
}

/**
 * Returns the known name that is closest to a given one. It allows one error for each three
 * letters, or takes the only known name that begins with the given one. Returns null when none
 * fits.
 */
export function nearName(given: string, known: readonly string[]): string | null {
	if (given.length > LONGEST) return null;
	const wanted = plain(given);
	if (wanted === '') return null;
	const ranked = known
		.map((name) => ({ name, away: slips(wanted, plain(name)) }))
		.filter(({ away }) => away <= Math.max(1, Math.floor(wanted.length / 3)))
		.sort((a, b) => a.away - b.away);
	if (ranked[0]) return ranked[0].name;
	const longer = known.filter((name) => wanted.length > 2 && plain(name).startsWith(wanted));
	return longer.length === 1 ? longer[0]! : null;
}
