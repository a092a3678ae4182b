import { redirect } from '@sveltejs/kit';
import { clearSessionCookie } from '../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

/** There is nothing to see here: signing out is a form. */
export const load: PageServerLoad = () => {
	redirect(303, '/settings');
};

export const actions: Actions = {
	default: async (event) => {
		if (event.locals.session) await event.locals.box.auth.revoke(event.locals.session.id);
		clearSessionCookie(event);
		redirect(303, '/login');
	}
};
