import { redirect } from '@sveltejs/kit';
import { action } from '../form-actions.ts';
import type { Actions, PageServerLoad } from './$types';

/** Signing out is a form, so this page redirects. */
export const load: PageServerLoad = () => {
	redirect(303, '/settings');
};

export const actions: Actions = {
	default: action('logout', ['sessions.remove'], async ({ ask }) => {
		await ask('sessions.remove', { params: { id: 'current' } });
		redirect(303, '/login');
	})
};
