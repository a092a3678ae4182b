import { redirect } from '@sveltejs/kit';
import { action } from '../../../../form-actions.ts';
import { raw, text } from '../../../../form-answers.ts';
import { orHttpErrorLater } from '../../../../page-errors.ts';
import { boxOf } from '../box-forms.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { box }, params, url, depends }) => {
	depends('box:execs');
	const execs = await orHttpErrorLater(() => box.boxes.execs.list(params.id));
	return {
		// Shells with a terminal have their own section.
		execs: execs.filter(({ terminal }) => !terminal),
		chosen: url.searchParams.get('show')
	};
};

export const actions: Actions = {
	run: action('run', ['boxes.exec'], async ({ form, event, ask, keep, refuse }) => {
		const command = raw(form, 'command');
		keep({ command });
		if (command.trim() === '') return refuse('There is no command.', { fields: { command: 'Type a command.' } });
		const { id } = await ask('boxes.exec', { params: boxOf(event), body: { argv: ['/bin/sh', '-c', command] } });
		redirect(303, `/boxes/${boxOf(event).id}/commands?show=${id}`);
	}),
	cancel: action('run', ['boxes.execs.cancel'], async ({ form, event, ask }) => {
		const exec = text(form, 'exec');
		await ask('boxes.execs.cancel', { params: { ...boxOf(event), exec } });
		redirect(303, `/boxes/${boxOf(event).id}/commands?show=${exec}`);
	}),
	forget: action('run', ['boxes.execs.remove'], async ({ form, event, ask }) => {
		await ask('boxes.execs.remove', { params: { ...boxOf(event), exec: text(form, 'exec') } });
		redirect(303, `/boxes/${boxOf(event).id}/commands`);
	})
};
