import { redirect } from '@sveltejs/kit';
import { attempt, failed, localPath, raw, refuse, setSessionCookie } from '../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const { setup } = locals.box;
	const next = localPath(url.searchParams.get('next'), '/');
	if (!setup.configured()) redirect(303, '/setup');
	if (locals.session) redirect(303, next);
	return {
		name: setup.info().name,
		next,
		ended: url.searchParams.has('ended'),
		reset: url.searchParams.has('reset')
	};
};

export const actions: Actions = {
	default: async (event) => {
		const form = await event.request.formData();
		const password = raw(form, 'password');
		if (!password) return refuse('login', 422, 'Enter your password.');
		const answer = await attempt('login', () => event.locals.box.auth.login(password, event.locals.caller));
		if (failed(answer)) return answer;
		setSessionCookie(event, answer);
		redirect(303, localPath(form.get('next'), '/'));
	}
};
