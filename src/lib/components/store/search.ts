/** Searches pups of the store: in memory, the same on server and browser. Pure. */
import type { StorePup } from '$lib/contract/store.ts';
import type { Category } from '$lib/contract/store-words.ts';
import type { StoreQuery } from './query.ts';

const ON_CARD = [
	'sourceId',
	'sourceName',
	'name',
	'version',
	'category',
	'shortDescription',
	'logoUrl',
	'runnable',
	'reason',
	'requiresInternet',
	'signature',
	'updatedAt'
] as const satisfies readonly (keyof StorePup)[];

/** The part of a pup that its card shows; the search needs some more. */
export type ListedPup = Pick<StorePup, (typeof ON_CARD)[number]>;
export type SearchedPup = ListedPup & Pick<StorePup, 'longDescription' | 'interfaces'>;

/**
 * Reduces a pup to what its card shows. The rest is part of the whole listing and of the pup's
 * page.
 */
export const cardOf = (pup: SearchedPup): ListedPup =>
	Object.fromEntries(ON_CARD.map((name) => [name, pup[name]])) as ListedPup;

/** The texts of a pup, folded for comparisons. */
interface Texts {
	name: string;
	/** Names of the interfaces that it provides. */
	interfaces: string;
	short: string;
	source: string;
	long: string;
}

/**
 * A pup in the index. Its texts are folded at the first search, because most requests do not
 * search.
 */
export interface IndexedPup {
	pup: SearchedPup;
	key: string;
	texts: Texts | null;
}

/**
 * The results, and for each choice of a filter the number of results with all other filters
 * unchanged.
 */
export interface Found {
	pups: SearchedPup[];
	counts: {
		/** Number of results in all categories. */
		all: number;
		categories: Partial<Record<Category, number>>;
		sources: Record<string, number>;
		installed: number;
		runnable: number;
	};
}

/** Key of a pup in the store: its source and name. */
export const keyOf = (pup: Pick<StorePup, 'sourceId' | 'name'>) => `${pup.sourceId}/${pup.name}`;

/**
 * Folds text for comparisons: lower case, without accents, umlauts and the like.
 *
 * @param text any
 */
export function fold(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replaceAll('ø', 'o');
}

/**
 * Prepares pups for the search, sorted by name; pups with equal scores keep this order.
 *
 * @param pups all pups of the store
 */
export function indexPups(pups: readonly SearchedPup[]): IndexedPup[] {
	const { compare } = new Intl.Collator('en', { sensitivity: 'base', numeric: true });
	const inOrder = [...pups].sort((a, b) => compare(a.name, b.name) || compare(a.sourceName, b.sourceName));
	return inOrder.map((pup) => ({
		pup,
		key: keyOf(pup),
		texts: null
	}));
}

/**
 * The folded texts of a pup, computed once.
 *
 * @param one of the index
 */
export function textsOf(one: IndexedPup): Texts {
	const { pup } = one;
	one.texts ??= {
		name: fold(pup.name),
		interfaces: fold(pup.interfaces.map((each) => each.name).join(' ')),
		short: fold(pup.shortDescription),
		source: fold(pup.sourceName),
		long: fold(pup.longDescription)
	};
	return one.texts;
}

/** Whether `word` begins a word of `text`. */
function beginsWord(text: string, word: string): boolean {
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!)) return true;
	}
	return false;
}

/**
 * Score of one word; 0: no match. The name counts most, and the beginning of a word more than its
 * middle.
 */
function fitOf(one: Texts, word: string): number {
	if (one.name.startsWith(word)) return 100;
	if (beginsWord(one.name, word)) return 80;
	if (one.name.includes(word)) return 60;
	if (beginsWord(one.interfaces, word)) return 50;
	if (beginsWord(one.short, word)) return 40;
	if (one.interfaces.includes(word)) return 30;
	if (beginsWord(one.source, word)) return 20;
	if (beginsWord(one.long, word)) return 15;
	return one.short.includes(word) || one.source.includes(word) || one.long.includes(word) ? 5 : 0;
}

/**
 * Score of all words, each of which must match somewhere. Names that contain the text as typed come
 * first.
 */
function scoreOf(one: Texts, words: string[], whole: string): number {
	let sum = 0;
	for (const word of words) {
		const fit = fitOf(one, word);
		if (!fit) return 0;
		sum += fit;
	}
	if (one.name === whole) sum += 1000;
	else if (one.name.startsWith(whole)) sum += 500;
	return sum;
}

/**
 * Filters and sorts.
 *
 * @param index     all pups, see {@link indexPups}
 * @param query     the query; `page` is ignored
 * @param installed keys ({@link keyOf}) of installed pups
 */
export function findPups(index: readonly IndexedPup[], query: StoreQuery, installed: ReadonlySet<string>): Found {
	const whole = fold(query.q.trim());
	const words = whole.split(/\s+/).filter(Boolean);
	const found: { one: IndexedPup; score: number }[] = [];
	const counts: Found['counts'] = { all: 0, categories: {}, sources: {}, installed: 0, runnable: 0 };
	for (const one of index) {
		const score = words.length ? scoreOf(textsOf(one), words, whole) : 1;
		if (!score) continue;
		const { pup } = one;
		const misses = {
			source: Boolean(query.source) && pup.sourceId !== query.source,
			category: Boolean(query.category) && pup.category !== query.category,
			installed: query.installed && !installed.has(one.key),
			runnable: query.runnable && !pup.runnable
		};
		const missed = Number(misses.source) + Number(misses.category) + Number(misses.installed) + Number(misses.runnable);
		const but = (filter: keyof typeof misses) => missed === 0 || (missed === 1 && misses[filter]);
		if (but('category')) {
			counts.all += 1;
			counts.categories[pup.category] = (counts.categories[pup.category] ?? 0) + 1;
		}
		if (but('source')) counts.sources[pup.sourceId] = (counts.sources[pup.sourceId] ?? 0) + 1;
		if (but('installed') && installed.has(one.key)) counts.installed += 1;
		if (but('runnable') && pup.runnable) counts.runnable += 1;
		if (missed === 0) found.push({ one, score });
	}
	found.sort((a, b) => {
		if (query.sort === 'name') return 0;
		if (query.sort === 'new') return (b.one.pup.updatedAt ?? 0) - (a.one.pup.updatedAt ?? 0);
		return b.score - a.score || Number(b.one.pup.runnable) - Number(a.one.pup.runnable);
	});
	return { pups: found.map(({ one }) => one.pup), counts };
}
