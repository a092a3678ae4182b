import { partsOf } from './parts.ts';
import type { PageLoad } from './$types';

/** Loads the code of the optional parts of this home page. */
export const load: PageLoad = async ({ data, parent }) => {
	const { live } = await parent();
	const kept = live.pups.filter((pup) => pup.state === 'uninstalled').length;
	const parts = await partsOf({
		attention: live.attention.length > 0,
		first: kept === live.pups.length,
		kept: kept > 0
	});
	return { ...data, parts };
};
