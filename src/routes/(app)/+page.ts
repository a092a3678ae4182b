import { partsOf } from './parts.ts';
import type { PageLoad } from './$types';

/** Adds the code of what this home shows beside its pups. */
export const load: PageLoad = async ({ data, parent }) => {
	const { live } = await parent();
	const parts = await partsOf({
		attention: live.attention.length > 0,
		first: live.pups.every((pup) => pup.state === 'uninstalled')
	});
	return { ...data, AttentionList: parts.AttentionList ?? null, FirstPups: parts.FirstPups ?? null };
};
