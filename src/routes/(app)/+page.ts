import type { PageLoad } from './$types';

/** Adds the code of what most homes do not show: it comes with the page where it is needed, not with every home. */
export const load: PageLoad = async ({ data, parent }) => {
	const { box } = await parent();
	const [missing, card] = await Promise.all([
		box.runtime.missing.length ? import('$lib/components/box/HostMissing.svelte') : null,
		data.suggestions.length ? import('$lib/components/store/StoreCard.svelte') : null
	]);
	return { ...data, HostMissing: missing?.default ?? null, StoreCard: card?.default ?? null };
};
