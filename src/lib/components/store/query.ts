/** A query of the store in an address: it can be bookmarked, and a plain form can send it. */
import { CATEGORIES, type Category } from '$lib/contract/store-words.ts';

/** Sort orders, with their labels. */
export const SORTS = { fit: 'Best match', name: 'Name', new: 'Newest first' } as const;
export type Sort = keyof typeof SORTS;

export interface StoreQuery {
	/** The search text. */
	q: string;
	/** Id of a source; empty for all. */
	source: string;
	/** Empty for all. */
	category: Category | '';
	/** Only installed pups. */
	installed: boolean;
	/** Only pups that can run on this box. */
	runnable: boolean;
	sort: Sort;
	/** From 1. */
	page: number;
}

/** Cards on a page, and cards added at once while scrolling. */
export const PAGE_SIZE = 24;
/** Longest search text, in characters. */
const LONGEST = 100;

/** The query that matches everything. */
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
 * Parses a query; invalid values are ignored.
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
 * The shortest query of an address: `?q=core&category=node`, empty when everything matches.
 *
 * @param query to write
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

/** Whether the query has a search or a filter. */
export function isNarrowed(query: StoreQuery): boolean {
	return Boolean(query.q.trim() || query.source || query.category || query.installed || query.runnable);
}
