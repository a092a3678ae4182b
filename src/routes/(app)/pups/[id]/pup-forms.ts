import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { OperationId } from '$lib/contract/operations.ts';
import { action, type FormAction } from '../../../form-actions.ts';
import { localPath } from '../../../form-answers.ts';

/** The pup that an address is about, as operations want it. */
export const pupOf = (event: Pick<RequestEvent, 'params'>) => ({ id: event.params['id'] ?? '' });

/** Address of that pup's page, or of one of its sections. */
export const pageOf = (event: Pick<RequestEvent, 'params'>, section = '') =>
	`/pups/${pupOf(event).id}${section && `/${section}`}`;

/** Where the form stood, else the pup's page. */
export const back = (form: FormData, event: Pick<RequestEvent, 'params'>) => localPath(form.get('from'), pageOf(event));

type PlainAct = Extract<OperationId, 'pups.stop' | 'pups.restart' | 'pups.retry'>;

/** One of the plain acts: do it, go back to where the form stood. */
export function act(id: PlainAct): FormAction {
	return action('state', [id], async ({ form, event, ask }) => {
		await ask(id, { params: pupOf(event) });
		redirect(303, back(form, event));
	});
}
