import { redirect } from '@sveltejs/kit';
import { readNewBox, typedValues } from '$lib/components/boxes/box-form.ts';
import { action } from '../../../form-actions.ts';
import { text } from '../../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { box } }) => ({ capacity: box.boxes.list({ limit: 1 }).capacity });

export const actions: Actions = {
	create: action('create', ['boxes.create'], async ({ form, ask, keep, refuse }) => {
		const values = typedValues(form);
		keep(values);
		const { body, wrong } = readNewBox(form, Date.now());
		if (Object.keys(wrong).length > 0)
			return refuse('Something is missing or does not fit.', { fields: wrong, values });
		if (text(form, 'then') === 'plan') {
			const { plan } = await ask('boxes.create', { query: { plan: '1' }, body });
			return { planned: { plan, values } };
		}
		const { box } = await ask('boxes.create', { query: {}, body });
		redirect(303, box ? `/boxes/${box.id}` : '/boxes');
	})
};
