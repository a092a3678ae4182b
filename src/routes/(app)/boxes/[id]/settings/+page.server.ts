import { redirect } from '@sveltejs/kit';
import { readBoxChange, typedValues, valuesOf } from '$lib/components/boxes/box-form.ts';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { boxOf } from '../box-forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals: { box }, url }) => ({
	capacity: box.boxes.list({ limit: 1 }).capacity,
	saved: url.searchParams.has('saved')
});

export const actions: Actions = {
	rename: action('name', ['boxes.rename'], async ({ form, event, ask, keep }) => {
		const name = text(form, 'name');
		keep({ name });
		await ask('boxes.rename', { params: boxOf(event), body: { name } });
		redirect(303, `/boxes/${boxOf(event).id}/settings`);
	}),
	update: action('settings', ['boxes.update'], async ({ form, event, ask, keep, refuse }) => {
		const values = typedValues(form);
		keep(values);
		const shown = valuesOf(event.locals.box.boxes.get(boxOf(event).id, false));
		const { body, wrong } = readBoxChange(form, shown, Date.now());
		if (Object.keys(wrong).length > 0) return refuse('Something does not fit.', { fields: wrong, values });
		await ask('boxes.update', { params: boxOf(event), body });
		redirect(303, `/boxes/${boxOf(event).id}/settings?saved=1`);
	})
};
