import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	const { setup } = locals.box;
	if (!setup.configured()) redirect(303, '/setup');
	return { links: setup.links(), addresses: setup.addresses() };
};
