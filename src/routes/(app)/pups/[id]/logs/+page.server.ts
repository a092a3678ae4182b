import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { orHttpErrorLater } from '../../../../page-errors.ts';
import { redirect } from '@sveltejs/kit';
import { logStart } from '../../../log-start.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { pups } = locals.box;
	const log = await orHttpErrorLater(() =>
		logStart((query) => pups.logs(params.id, query), url.searchParams.get('at'))
	);
	return {
		log,
		limits: await orHttpErrorLater(() => pups.logLimits(params.id)),
		saved: url.searchParams.get('saved') === 'limits'
	};
};

export const actions: Actions = {
	limits: action('log-limits', ['pups.setLogLimits'], async ({ form, event, ask, keep, refuse }) => {
		const id = event.params['id'] ?? '';
		const typed = { size: text(form, 'size'), files: text(form, 'files') };
		keep(typed);
		const fields = {
			...(!/^\d+$/.test(typed.size) && { size: 'Choose a size.' }),
			...(!/^\d+$/.test(typed.files) && { files: 'Give a whole number.' })
		};
		if (Object.keys(fields).length > 0) return refuse('This is not a number.', { fields, values: typed });
		await ask('pups.setLogLimits', {
			params: { id },
			body: { fileBytes: Number(typed.size), files: Number(typed.files) }
		});
		redirect(303, `/pups/${id}/logs?saved=limits#limits`);
	})
};
