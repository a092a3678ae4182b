import { redirect, type RequestEvent } from '@sveltejs/kit';
import { action, type FormAction } from '../../../form-actions.ts';
import { localPath } from '../../../form-answers.ts';

/** The box that an address is about, as operations want it. */
export const boxOf = (event: Pick<RequestEvent, 'params'>) => ({ id: event.params['id'] ?? '' });

type PlainAct = 'boxes.start' | 'boxes.stop' | 'boxes.restart' | 'boxes.pause' | 'boxes.resume';

/** One of the plain acts: do it, go back to where the form stood. */
export function act(id: PlainAct): FormAction {
	return action('state', [id], async ({ form, event, ask }) => {
		await ask(id, { params: boxOf(event) });
		redirect(303, localPath(form.get('from'), `/boxes/${boxOf(event).id}`));
	});
}
