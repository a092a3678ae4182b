import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { newPassword, PASSWORD_MIN } from '$lib/contract/box.ts';
import { countProblem, readSeedWords } from '$lib/contract/seed-words.ts';
import { action } from '../form-actions.ts';
import { raw } from '../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.box.setup.configured()) redirect(303, '/setup');
	return { name: locals.box.system.name(), passwordMin: PASSWORD_MIN };
};

export const actions: Actions = {
	default: action('reset', ['password.reset'], async ({ form, ask, refuse }) => {
		const words = readSeedWords(raw(form, 'words'));
		const wrong = countProblem(words);
		if (wrong !== null) return refuse('There must be 24 words.', { fields: { words: wrong } });
		const next = v.safeParse(newPassword, raw(form, 'next'));
		if (!next.success) {
			return refuse(next.issues[0].message, { fields: { next: next.issues[0].message } });
		}
		if (raw(form, 'next') !== raw(form, 'again')) {
			const why = 'The two passwords are not the same.';
			return refuse(why, { fields: { again: why } });
		}
		await ask('password.reset', { body: { words, next: raw(form, 'next') } });
		redirect(303, '/login?reset=1');
	})
};
