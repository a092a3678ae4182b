import { redirect, type RequestEvent } from '@sveltejs/kit';
import type { OperationId } from '$lib/contract/operations.ts';
import { action, type FormAction } from '../../../form-actions.ts';
import { localPath } from '../../../form-answers.ts';

/** The pup in the address, in the form that operations take. */
export const pupOf = (event: Pick<RequestEvent, 'params'>) => ({ id: event.params['id'] ?? '' });

/** Address of that pup's page, or of one of its sections. */
export const pageOf = (event: Pick<RequestEvent, 'params'>, section = '') =>
	`/pups/${pupOf(event).id}${section && `/${section}`}`;

/** The page that had the form; default: the pup's page. */
export const back = (form: FormData, event: Pick<RequestEvent, 'params'>) => localPath(form.get('from'), pageOf(event));

type PlainAct = Extract<OperationId, 'pups.stop' | 'pups.restart' | 'pups.retry'>;

/** Creates a form action that carries out an operation and returns to the form's page. */
export function act(id: PlainAct): FormAction {
	return action('state', [id], async ({ form, event, ask }) => {
		await ask(id, { params: pupOf(event) });
		redirect(303, back(form, event));
	});
}
