import { error, redirect } from '@sveltejs/kit';
import type { LogLine } from '$lib/contract/pups.ts';
import { action } from '../../../form-actions.ts';
import { localPath } from '../../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

const LOG_LINES = 500;

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('box:job');
	const { jobs } = locals.box;
	const job = jobs.get(params.id);
	if (!job)
		error(404, { message: 'This job is no longer in the list.', hint: 'Old jobs are removed after a while.' });
	const log: LogLine[] = (await jobs.log(job.id, LOG_LINES)).map((line) => ({
		...line,
		service: '',
		stream: 'stdout'
	}));
	return { job, log };
};

export const actions: Actions = {
	cancel: action('cancel', ['jobs.cancel'], async ({ form, event, ask }) => {
		await ask('jobs.cancel', { params: { id: event.params['id'] ?? '' } });
		redirect(303, localPath(form.get('from'), event.url.pathname));
	})
};
