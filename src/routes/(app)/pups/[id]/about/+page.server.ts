import { redirect } from '@sveltejs/kit';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { pageOf, pupOf } from '../pup-forms.ts';
import type { Actions } from './$types';

export const actions: Actions = {
	rename: action('rename', ['pups.rename'], async ({ form, event, ask, keep }) => {
		const name = text(form, 'name');
		keep({ name });
		await ask('pups.rename', { params: pupOf(event), body: { name } });
		redirect(303, pageOf(event, 'about'));
	}),
	remove: action('remove', ['pups.remove'], async ({ form, event, ask, refuse }) => {
		const { name } = event.locals.box.pups.get(pupOf(event).id);
		const purge = text(form, 'data') === 'purge';
		if (purge && text(form, 'name') !== name) {
			return refuse(`Type “${name}” exactly, to confirm.`, {
				fields: { name: `Type “${name}” exactly.` },
				values: { data: 'purge' }
			});
		}
		const { jobId } = await ask('pups.remove', {
			params: pupOf(event),
			query: { keepData: purge ? 'false' : 'true', breaks: form.has('breaks') ? 'true' : 'false' }
		});
		// A purged pup has no page any more, but the job has.
		redirect(303, purge ? `/activity/${jobId}` : pageOf(event));
	})
};
