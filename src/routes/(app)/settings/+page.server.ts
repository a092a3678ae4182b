import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { newPassword, PASSWORD_MIN } from '$lib/contract/box.ts';
import { attempt, failed, localPath, ownerOf, raw, refuse, text } from '../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

/** A year, in seconds: the theme is no secret and need not be chosen again. */
const THEME_SECONDS = 365 * 86_400;

export const load: PageServerLoad = ({ locals, depends, url }) => {
	depends('box:sessions');
	const { box } = locals;
	return {
		sessions: box.auth.list(locals.session?.id ?? ''),
		addresses: box.setup.addresses(),
		dataFolder: box.config.data,
		passwordMin: PASSWORD_MIN,
		done: url.searchParams.get('done')
	};
};

export const actions: Actions = {
	theme: async (event) => {
		const form = await event.request.formData();
		const theme = text(form, 'theme');
		if (theme === 'light' || theme === 'dark') {
			event.cookies.set('theme', theme, {
				path: '/',
				maxAge: THEME_SECONDS,
				httpOnly: true,
				sameSite: 'lax',
				secure: event.locals.secure
			});
		} else {
			event.cookies.delete('theme', { path: '/' });
		}
		redirect(303, localPath(form.get('from'), '/settings#look'));
	},
	revoke: async (event) => {
		const own = ownerOf(event);
		const id = text(await event.request.formData(), 'id');
		const answer = await attempt('sessions', () => event.locals.box.auth.revoke(id));
		if (failed(answer)) return answer;
		redirect(303, id === own ? '/login' : '/settings#sessions');
	},
	'revoke-others': async (event) => {
		const own = ownerOf(event);
		const answer = await attempt('sessions', () => event.locals.box.auth.revokeAll(own));
		if (failed(answer)) return answer;
		redirect(303, '/settings?done=others#sessions');
	},
	password: async (event) => {
		const own = ownerOf(event);
		const form = await event.request.formData();
		const next = v.safeParse(newPassword, raw(form, 'next'));
		if (!next.success) {
			const why = next.issues[0].message;
			return refuse('password', 422, why, { fields: { next: why } });
		}
		if (raw(form, 'next') !== raw(form, 'again')) {
			const why = 'The two new passwords are not the same.';
			return refuse('password', 422, why, { fields: { again: why } });
		}
		const answer = await attempt('password', () =>
			event.locals.box.auth.changePassword(
				{ current: raw(form, 'current'), next: raw(form, 'next') },
				event.locals.caller,
				own
			)
		);
		if (failed(answer)) return answer;
		redirect(303, '/settings?done=password#password');
	}
};
