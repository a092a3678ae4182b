/** Finding pups in the store: in memory, the same on server and browser. Pure. */
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

/** What a card shows and the search needs of a pup. */
export type ListedPup = Pick<StorePup, (typeof ON_CARD)[number]>;
export type SearchedPup = ListedPup & Pick<StorePup, 'longDescription' | 'interfaces'>;

/** Only what a card shows: the rest comes with the whole listing, or with the pup's page. */
export const cardOf = (pup: SearchedPup): ListedPup =>
	Object.fromEntries(ON_CARD.map((name) => [name, pup[name]])) as ListedPup;

/** The texts of a pup, folded for comparing. */
interface Texts {
	name: string;
	/** Names of what it offers other pups. */
	interfaces: string;
	short: string;
	source: string;
	long: string;
}

/**
 * A pup in the index. Its texts are folded when first searched: most askings of the box search
 * nothing.
 */
export interface IndexedPup {
	pup: SearchedPup;
	key: string;
	texts: Texts | null;
}

/**
 * What was found, and how many there would be for each choice of a filter with the others as they
 * are.
 */
export interface Found {
	pups: SearchedPup[];
	counts: {
		/** Without regard to the category. */
		all: number;
		categories: Partial<Record<Category, number>>;
		sources: Record<string, number>;
		installed: number;
		runnable: number;
	};
}

/** Key of a pup of the store: its source and name. */
export const keyOf = (pup: Pick<StorePup, 'sourceId' | 'name'>) => `${pup.sourceId}/${pup.name}`;

/**
 * Text as it is compared: lower case, without accents, umlauts and the like.
 *
 * @param text any
 */
export function fold(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replaceAll('ø', 'o');
}

/**
 * Prepares pups for the search, and puts them in the order of their names: what fits equally
 * well keeps it.
 *
 * @param pups all that the store offers
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
 * The folded texts of a pup, made once.
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
 * How well one word fits; 0: not at all. The name counts most, the beginning of a word more than
 * its middle.
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

/** All words must fit somewhere; what stands in the name as typed comes first. */
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
 * Finds and sorts.
 *
 * @param index     all pups, see {@link indexPups}
 * @param query     what is asked; `page` is not looked at
 * @param installed keys ({@link keyOf}) of those that are installed
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
