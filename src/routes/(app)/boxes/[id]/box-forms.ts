import { redirect, type RequestEvent } from '@sveltejs/kit';
import { action, type FormAction } from '../../../form-actions.ts';
import { localPath } from '../../../form-answers.ts';

/** The box in the address, in the form that operations take. */
export const boxOf = (event: Pick<RequestEvent, 'params'>) => ({ id: event.params['id'] ?? '' });

type PlainAct = 'boxes.start' | 'boxes.stop' | 'boxes.restart' | 'boxes.pause' | 'boxes.resume';

/** Creates a form action that carries out an operation and returns to the form's page. */
export function act(id: PlainAct): FormAction {
	return action('state', [id], async ({ form, event, ask }) => {
		await ask(id, { params: boxOf(event) });
		redirect(303, localPath(form.get('from'), `/boxes/${boxOf(event).id}`));
	});
}
