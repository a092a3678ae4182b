import { PAGE_SIZE, readQuery } from '$lib/components/store/query.ts';
import { cardOf, findPups, indexPups, keyOf } from '$lib/components/store/search.ts';
import type { PageServerLoad } from './$types';

/**
 * One page of the store for the address. With JavaScript a changed address is not loaded again,
 * because the browser has the whole listing by then.
 */
export const load: PageServerLoad = ({ locals, url, depends, untrack }) => {
	depends('box:store');
	const { box } = locals;
	const query = untrack(() => readQuery(url.searchParams));
	const installed = new Set(
		box.pups
			.list()
			.filter((pup) => pup.state !== 'uninstalled')
			.map(keyOf)
	);
	const all = box.store.list();
	const found = findPups(indexPups(all), query, installed);
	const pages = Math.max(1, Math.ceil(found.pups.length / PAGE_SIZE));
	const page = Math.min(query.page, pages);
	return {
		stamp: Date.now(),
		query: { ...query, page },
		pages,
		total: all.length,
		found: found.pups.length,
		counts: found.counts,
		pups: found.pups.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map(cardOf),
		sources: box.sources.list().map(({ id, name, official, lastError, unreadable, jobId, signature }) => ({
			id,
			name,
			official,
			failed: lastError !== null,
			forged: signature === 'failed',
			unreadable: unreadable.length,
			reading: jobId !== null
		}))
	};
};
