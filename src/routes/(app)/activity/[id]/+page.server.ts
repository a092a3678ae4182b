import { error, redirect } from '@sveltejs/kit';
import { action } from '../../../form-actions.ts';
import { localPath } from '../../../form-answers.ts';
import { jobLogStart } from '../../log-start.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
	depends('box:job');
	const { jobs } = locals.box;
	const job = jobs.get(params.id);
	if (!job) error(404, { message: 'This job is no longer in the list.', hint: 'Old jobs are removed after a while.' });
	const log = await jobLogStart(locals.box, job.id, url.searchParams.get('at'));
	return { job, log };
};

export const actions: Actions = {
	cancel: action('cancel', ['jobs.cancel'], async ({ form, event, ask }) => {
		await ask('jobs.cancel', { params: { id: event.params['id'] ?? '' } });
		redirect(303, localPath(form.get('from'), event.url.pathname));
	})
};
