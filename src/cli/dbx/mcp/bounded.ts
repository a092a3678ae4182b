/** Limits answers to a size that a model can process, and says what was left out. Pure. */

/** Longest answer, in characters of its JSON. */
export const ANSWER_MOST = 40_000;
/** Longest text within a shortened answer, in characters. */
const TEXT_MOST = 4_000;

export interface Bounded {
	answer: unknown;
	/** What was left out, and how to get it; absent for a complete answer. */
	cut?: string;
}

interface List {
	path: string;
	list: unknown[];
	size: number;
}

const sizeOf = (value: unknown) => JSON.stringify(value)?.length ?? 0;

/** Yields the lists in a value, with their sizes in characters. */
function* listsIn(value: unknown, path = ''): Generator<List> {
	if (Array.isArray(value)) {
		yield { path, list: value, size: sizeOf(value) };
		for (const [at, one] of value.entries()) yield* listsIn(one, `${path}[${at}]`);
	} else if (typeof value === 'object' && value !== null) {
		for (const [name, one] of Object.entries(value)) yield* listsIn(one, path === '' ? name : `${path}.${name}`);
	}
}

function shortTexts(value: unknown): unknown {
	if (typeof value === 'string') {
		return value.length > TEXT_MOST ? `${value.slice(0, TEXT_MOST)}… (${value.length} characters in all)` : value;
	}
	if (Array.isArray(value)) return value.map(shortTexts);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shortTexts(one)]));
}

/**
 * Shortens a value that is too long: first long texts, then the longest list, repeatedly.
 * @param paging names of arguments by which the rest can be requested
 * @param most characters
 */
export function bounded(value: unknown, paging: readonly string[], most = ANSWER_MOST): Bounded {
	const whole = sizeOf(value);
	if (whole <= most) return { answer: value };
	const answer: unknown = structuredClone(shortTexts(value));
	const cuts = new Map<string, { kept: number; of: number }>();
	for (let size = sizeOf(answer); size > most; size = sizeOf(answer)) {
		// In a list with a single long entry, a list inside that entry is shortened.
		const longest = [...listsIn(answer)]
			.filter(({ list }) => list.length > 1)
			.sort((a, b) => b.size - a.size)
			.find((one, _at, all) => one.size >= all[0]!.size / 2);
		if (!longest) {
			// As a JSON text it becomes longer by its escapes.
			const text = JSON.stringify(answer).slice(0, Math.floor(most / 2));
			return { answer: { text }, cut: words(whole, new Map(), paging) };
		}
		const { path, list } = longest;
		const of = cuts.get(path)?.of ?? list.length;
		const share = Math.min(0.9, Math.max(0.1, (longest.size - (size - most)) / longest.size));
		list.length = Math.max(1, Math.floor(list.length * share));
		cuts.set(path, { kept: list.length, of });
	}
	return { answer, cut: words(whole, cuts, paging) };
}

function words(whole: number, cuts: Map<string, { kept: number; of: number }>, paging: readonly string[]): string {
	const lists = [...cuts]
		.slice(0, 5)
		.map(([path, { kept, of }]) => `“${path}” has ${of} entries, of which ${kept} are included`);
	const how =
		paging.length > 0
			? `Request less, or continue, with: ${paging.join(', ')}.`
			: 'Read one of them with its own tool.';
	return [`The answer has ${whole} characters and was cut.`, lists.length > 0 && `${lists.join('; ')}.`, how]
		.filter(Boolean)
		.join(' ');
}
