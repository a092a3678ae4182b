import { partsOf } from './parts.ts';
import type { PageLoad } from './$types';

/** Adds the code of what this home shows beside its pups. */
export const load: PageLoad = async ({ data, parent }) => {
	const { box, live } = await parent();
	const [notices, parts] = await Promise.all([
		box.runtime.missing.length || data.ends.length || data.full.disks.length
			? import('$lib/components/box/BoxNotices.svelte')
			: null,
		partsOf({
			keys: live.pups.some((pup) => pup.keys === 'waiting'),
			first: live.pups.every((pup) => pup.state === 'uninstalled')
		})
	]);
	return {
		...data,
		Notices: notices?.default ?? null,
		KeysNotice: parts.KeysNotice ?? null,
		FirstPups: parts.FirstPups ?? null
	};
};
