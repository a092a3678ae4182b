import { redirect } from '@sveltejs/kit';
import { action } from '../form-actions.ts';
import { localPath, raw } from '../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) => {
	const { setup, system } = locals.box;
	const next = localPath(url.searchParams.get('next'), '/');
	if (!setup.configured()) redirect(303, '/setup');
	if (locals.session) redirect(303, next);
	return {
		name: system.name(),
		next,
		ended: url.searchParams.has('ended'),
		reset: url.searchParams.has('reset')
	};
};

export const actions: Actions = {
	default: action('login', ['sessions.create'], async ({ form, ask, refuse }) => {
		const password = raw(form, 'password');
		if (!password) return refuse('Enter your password.');
		await ask('sessions.create', { body: { password } });
		redirect(303, localPath(form.get('next'), '/'));
	})
};
