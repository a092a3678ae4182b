import { redirect } from '@sveltejs/kit';
import { renderSVG } from 'uqr';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const { setup, system, store } = locals.box;
	if (!setup.configured()) redirect(303, '/setup');
	const address = system.addresses()[0] ?? url.origin;
	return {
		address,
		qr: renderSVG(address, { border: 2 }),
		suggestions: store
			.list()
			.filter((pup) => pup.runnable)
			.slice(0, 2)
	};
};
