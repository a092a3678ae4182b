import { redirect } from '@sveltejs/kit';
import { action } from '../../../../form-actions.ts';
import { text } from '../../../../form-answers.ts';
import { boxOf } from '../box-forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { box }, parent, depends }) => {
	depends('box:ad-hoc-box');
	const { shown } = await parent();
	return { snapshots: box.boxes.snapshots(shown.id) };
};

const named = (form: FormData) => {
	const name = text(form, 'name');
	return name === '' ? {} : { name };
};

export const actions: Actions = {
	snapshot: action('snapshot', ['boxes.snapshot'], async ({ form, event, ask, keep }) => {
		keep(named(form) as Record<string, string>);
		await ask('boxes.snapshot', { params: boxOf(event), body: named(form) });
		redirect(303, `/boxes/${boxOf(event).id}/copies`);
	}),
	restore: action('restore', ['boxes.restore'], async ({ form, event, ask }) => {
		await ask('boxes.restore', { params: { ...boxOf(event), snapshot: text(form, 'snapshot') } });
		redirect(303, `/boxes/${boxOf(event).id}/copies`);
	}),
	removeSnapshot: action('restore', ['boxes.removeSnapshot'], async ({ form, event, ask }) => {
		await ask('boxes.removeSnapshot', { params: { ...boxOf(event), snapshot: text(form, 'snapshot') } });
		redirect(303, `/boxes/${boxOf(event).id}/copies`);
	}),
	clone: action('clone', ['boxes.clone'], async ({ form, event, ask, keep }) => {
		keep(named(form) as Record<string, string>);
		const { box } = await ask('boxes.clone', {
			params: boxOf(event),
			body: { ...named(form), start: form.has('start') }
		});
		redirect(303, box ? `/boxes/${box.id}` : '/boxes');
	})
};
