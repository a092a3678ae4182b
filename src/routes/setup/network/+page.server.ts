import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	const { setup, system } = locals.box;
	if (!setup.configured()) redirect(303, '/setup');
	return { links: system.links(), addresses: system.addresses() };
};
