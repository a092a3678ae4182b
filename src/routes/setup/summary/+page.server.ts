import { redirect } from '@sveltejs/kit';
import { readChosen } from '../chosen.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, cookies }) => {
	const { setup, config } = locals.box;
	if (!setup.configured()) redirect(303, '/setup');
	const chosen = readChosen(cookies);
	return {
		timeZone: chosen?.timeZone ?? null,
		keyboard: setup.keyMaps().find((map) => map.id === chosen?.keyMap)?.label ?? null,
		storage: chosen?.storage ?? null,
		folder: config.data,
		restored: chosen?.restored ?? false,
		address: setup.addresses()[0] ?? null
	};
};
