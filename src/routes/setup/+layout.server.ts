import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals: { box } }) => ({
	name: box.setup.draft().deviceName ?? box.system.name()
});
