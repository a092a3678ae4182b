import { apiReference, apiTypes } from '$lib/contract/reference.ts';
import { SCOPES, SCOPE_WORDS } from '$lib/contract/scopes.ts';
import { findOperations } from '$lib/components/settings/find-operations.ts';
import type { PageServerLoad } from './$types';

/** Longest search, characters. */
const MAX_QUERY = 100;

/**
 * Without JavaScript the search arrives as `?q=`. With it the page searches the whole list itself.
 */
export const load: PageServerLoad = ({ url, untrack }) => {
	const query = untrack(() => (url.searchParams.get('q') ?? '').slice(0, MAX_QUERY));
	const groups = apiReference();
	return {
		query,
		groups,
		types: apiTypes(),
		found: findOperations(groups, query).length,
		origin: url.origin,
		scopes: SCOPES.map((scope) => ({ scope, ...SCOPE_WORDS[scope] }))
	};
};
