/** Which name was meant by one that does not exist. */

/** Longest name that is compared: what is longer is no slip of the keys. */
const LONGEST = 60;

/** Names that differ in case and marks alone are the same to a person: `memory_bytes`. */
const plain = (name: string) => name.toLowerCase().replace(/[-_. ]/g, '');

/**
 * How many letters are wrong, missing, too many, or exchanged with their neighbour (the distance of
 * optimal string alignment).
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
 * The known name that is close to a given one: a slip for each three letters, or its beginning
 * where no other begins so. Null where none is.
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
