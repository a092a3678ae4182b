import { redirect } from '@sveltejs/kit';
import { WIZARD_COOKIE } from '$lib/server/auth/index.ts';
import { attempt, failed, refuse, text } from '../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

/** Seconds; the token in it ends by itself too. */
const WIZARD_SECONDS = 86_400;

export const load: PageServerLoad = ({ locals }) => {
	if (locals.wizard) redirect(303, '/setup');
};

export const actions: Actions = {
	default: async (event) => {
		const { setup } = event.locals.box;
		const code = text(await event.request.formData(), 'code');
		if (!code) return refuse('code', 422, 'Enter the claim code.', { fields: { code: 'Enter the claim code.' } });
		const answer = await attempt('code', () => {
			setup.checkClaimCode(code, event.locals.caller);
			return setup.grantWizard();
		});
		if (failed(answer)) return answer;
		event.cookies.set(WIZARD_COOKIE, answer, {
			path: '/',
			httpOnly: true,
			sameSite: 'lax',
			secure: event.locals.secure,
			maxAge: WIZARD_SECONDS
		});
		redirect(303, '/setup');
	}
};
