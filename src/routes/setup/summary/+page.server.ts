import { redirect } from '@sveltejs/kit';
import { readChosen } from '../chosen.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, cookies }) => {
	const { setup, system, config } = locals.box;
	if (!setup.configured()) redirect(303, '/setup');
	const chosen = readChosen(cookies);
	return {
		timeZone: chosen?.timeZone ?? null,
		keyboard: system.keyMaps().find((map) => map.id === chosen?.keyMap)?.label ?? null,
		storage: chosen?.storage ?? null,
		folder: config.data,
		restored: chosen?.restored ?? false,
		address: system.addresses()[0] ?? null
	};
};
