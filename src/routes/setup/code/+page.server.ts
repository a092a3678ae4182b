import { redirect } from '@sveltejs/kit';
import { action } from '../../form-actions.ts';
import { text } from '../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (locals.wizard) redirect(303, '/setup');
};

export const actions: Actions = {
	default: action('code', ['setup.claim'], async ({ form, ask, refuse }) => {
		const code = text(form, 'code');
		if (!code) return refuse('Enter the claim code.', { fields: { code: 'Enter the claim code.' } });
		await ask('setup.claim', { body: { code } });
		redirect(303, '/setup');
	})
};
