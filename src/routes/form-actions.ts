/**
 * Form actions as an adapter over operations. Each names the operations that it may carry out. A
 * test reads the names, and the types permit no others. Server only.
 */
import type { ActionFailure, Cookies, RequestEvent } from '@sveltejs/kit';
import type { FormProblem } from '$lib/client/forms.ts';
import { isBoxError } from '$lib/contract/errors.ts';
import type { OperationId, RequestOf } from '$lib/contract/operations.ts';
import type { HandlerOutput } from '$lib/server/operations/index.ts';
import { refuse } from './form-answers.ts';

/** Key under which a form action stores its operations. */
export const OPERATIONS = Symbol('operations of a form action');

type Refused = ActionFailure<{ problem: FormProblem }>;
/** The parts of a request that an action may read, including params and cookies. */
type Event = Pick<RequestEvent, 'params' | 'url' | 'cookies'> & {
	locals: Pick<App.Locals, 'box' | 'secure' | 'session'>;
};

/** Arguments of a form action's work function. */
export interface Asked<Id extends OperationId> {
	readonly form: FormData;
	readonly event: Event;
	/** Carries out an operation. @throws BoxError, which becomes the form's answer */
	ask<One extends Id>(id: One, input: RequestOf<One>): Promise<HandlerOutput<One>>;
	/** Stores typed values to fill the form again after a refusal; never a password. */
	keep(values: Record<string, string>): void;
	/** Refuses input that the page itself rejects. */
	refuse(title: string, more?: Partial<Omit<FormProblem, 'at' | 'title'>>): Refused;
}

export interface FormAction {
	(event: RequestEvent): Promise<unknown>;
	/** Ids of the operations, or a reason why it needs none. */
	readonly [OPERATIONS]: readonly OperationId[] | { readonly browserOnly: string };
}

function mark(run: (event: RequestEvent) => Promise<unknown>, what: FormAction[typeof OPERATIONS]): FormAction {
	return Object.assign(run, { [OPERATIONS]: what });
}

/**
 * Creates a form action.
 * @param at the form of the page at which the answer is shown, from what was sent
 * @param ids the operations that it may carry out
 * @param work reads the form, carries out operations, redirects. Its result is the action's answer;
 *   a `BoxError` becomes a refusal
 */
export function action<const Ids extends readonly [OperationId, ...OperationId[]]>(
	at: string | ((form: FormData) => string),
	ids: Ids,
	work: (asked: Asked<Ids[number]>) => Promise<unknown>
): FormAction {
	return mark(async (event) => {
		const form = await event.request.formData();
		const place = typeof at === 'string' ? at : at(form);
		const { operations, caller, secure, setCookies } = event.locals;
		let values: Record<string, string> = {};
		try {
			return await work({
				form,
				event,
				ask: (id, input) =>
					operations.run(id, input, caller, {
						facts: { scheme: secure ? 'https' : 'http', hostname: event.url.hostname },
						signal: event.request.signal,
						setCookie: (line) => setCookies.push(line)
					}),
				keep: (typed) => (values = typed),
				refuse: (title, more = {}) => refuse(place, 422, title, { values, ...more })
			});
		} catch (error) {
			if (!isBoxError(error)) throw error;
			return refuse(place, error.status, error.message, {
				detail: error.hint ?? null,
				code: error.code,
				fields: error.fields ?? {},
				retryAfter: error.retryAfter ?? null,
				values
			});
		}
	}, ids);
}

/**
 * Creates a form action that only stores something in the browser and needs no operation. It has no
 * access to the box.
 * @param why what it stores there
 */
export function browserOnly(
	why: string,
	work: (given: { form: FormData; cookies: Cookies; secure: boolean }) => unknown
): FormAction {
	return mark(
		async (event) =>
			work({ form: await event.request.formData(), cookies: event.cookies, secure: event.locals.secure }),
		{ browserOnly: why }
	);
}
