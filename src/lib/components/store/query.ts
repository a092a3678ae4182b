/**
 * What is asked of the store, as the address holds it: bookmarkable, and a plain form can send it.
 */
import { CATEGORIES, type Category } from '$lib/contract/store-words.ts';

/** Ways to sort what was found, with the words for people. */
export const SORTS = { fit: 'Best match', name: 'Name', new: 'Newest first' } as const;
export type Sort = keyof typeof SORTS;

export interface StoreQuery {
	/** What was typed. */
	q: string;
	/** Id of a source; empty for all. */
	source: string;
	/** Empty for all. */
	category: Category | '';
	/** Only those that are installed. */
	installed: boolean;
	/** Only those that can run on this box. */
	runnable: boolean;
	sort: Sort;
	/** From 1. */
	page: number;
}

/** Cards on a page, and drawn at once while scrolling. */
export const PAGE_SIZE = 24;
/** Longest search that is looked at, in characters. */
const LONGEST = 100;

/** Asks for everything. */
export const ALL: Readonly<StoreQuery> = {
	q: '',
	source: '',
	category: '',
	installed: false,
	runnable: false,
	sort: 'fit',
	page: 1
};

/**
 * Reads a query; what makes no sense counts as not said.
 *
 * @param params of the address
 */
export function readQuery(params: URLSearchParams): StoreQuery {
	const category = params.get('category') ?? '';
	const sort = params.get('sort') ?? '';
	const page = Number(params.get('page') ?? '1');
	return {
		q: (params.get('q') ?? '').slice(0, LONGEST),
		source: (params.get('source') ?? '').slice(0, 64),
		category: Object.hasOwn(CATEGORIES, category) ? (category as Category) : '',
		installed: params.has('installed'),
		runnable: params.has('runnable'),
		sort: Object.hasOwn(SORTS, sort) ? (sort as Sort) : 'fit',
		page: Number.isInteger(page) && page >= 1 && page <= 10_000 ? page : 1
	};
}

/**
 * The query of an address, as short as it can be said: `?q=core&category=node`, empty when
 * everything is asked for.
 *
 * @param query what is asked
 */
export function writeQuery(query: StoreQuery): string {
	const params = new URLSearchParams();
	if (query.q.trim()) params.set('q', query.q.trim());
	if (query.source) params.set('source', query.source);
	if (query.category) params.set('category', query.category);
	if (query.runnable) params.set('runnable', '1');
	if (query.installed) params.set('installed', '1');
	if (query.sort !== 'fit') params.set('sort', query.sort);
	if (query.page > 1) params.set('page', String(query.page));
	const text = params.toString();
	return text ? `?${text}` : '';
}

/** Whether anything narrows the listing. */
export function isNarrowed(query: StoreQuery): boolean {
	return Boolean(query.q.trim() || query.source || query.category || query.installed || query.runnable);
}
