import type { PageServerLoad } from './$types';

/** The store, filtered by the address: works as a plain form, can be bookmarked. */
export const load: PageServerLoad = ({ locals, url, depends }) => {
	depends('box:store');
	const { sources } = locals.box;
	const query = (url.searchParams.get('q') ?? '').trim().slice(0, 100);
	const source = url.searchParams.get('source') ?? '';
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	const all = sources.store();
	const found = all.filter((pup) => {
		if (source && pup.sourceId !== source) return false;
		const text = `${pup.name} ${pup.shortDescription} ${pup.interfaces.map((one) => one.name).join(' ')}`.toLowerCase();
		return words.every((word) => text.includes(word));
	});
	found.sort((a, b) => Number(b.runnable) - Number(a.runnable) || a.name.localeCompare(b.name));
	return { query, source, total: all.length, pups: found, sources: sources.list() };
};
