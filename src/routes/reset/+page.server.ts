import { redirect } from '@sveltejs/kit';
import { PASSWORD_MIN } from '$lib/contract/box.ts';
import { countProblem, readSeedWords } from '$lib/contract/seed-words.ts';
import { action } from '../form-actions.ts';
import { raw } from '../form-answers.ts';
import { newPasswordOf } from '../new-password.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.box.setup.configured()) redirect(303, '/setup');
	return { name: locals.box.system.name(), passwordMin: PASSWORD_MIN };
};

export const actions: Actions = {
	default: action('reset', ['password.reset'], async (asked) => {
		const words = readSeedWords(raw(asked.form, 'words'));
		const wrong = countProblem(words);
		if (wrong !== null) return asked.refuse('There must be 24 words.', { fields: { words: wrong } });
		const next = newPasswordOf(asked);
		if (typeof next !== 'string') return next;
		await asked.ask('password.reset', { body: { words, next } });
		redirect(303, '/login?reset=1');
	})
};
