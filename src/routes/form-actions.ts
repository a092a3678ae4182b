/**
 * Form actions as an adapter over operations: each names the operations that it may ask for, a test
 * reads the names, and the types let it ask for no other. Server only.
 */
import type { ActionFailure, Cookies, RequestEvent } from '@sveltejs/kit';
import type { FormProblem } from '$lib/client/forms.ts';
import { isBoxError } from '$lib/contract/errors.ts';
import type { OperationId, RequestOf } from '$lib/contract/operations.ts';
import type { HandlerOutput } from '$lib/server/operations/index.ts';
import { refuse } from './form-answers.ts';

/** Where a form action keeps what it stands for. */
export const OPERATIONS = Symbol('operations of a form action');

type Refused = ActionFailure<{ problem: FormProblem }>;
/** What of a request an action may look at; params and cookies included. */
type Event = Pick<RequestEvent, 'params' | 'url' | 'cookies'> & {
	locals: Pick<App.Locals, 'box' | 'secure' | 'session'>;
};

/** What a form action works with. */
export interface Asked<Id extends OperationId> {
	readonly form: FormData;
	readonly event: Event;
	/** Carries an operation out. @throws BoxError which becomes the answer for the form */
	ask<One extends Id>(id: One, input: RequestOf<One>): Promise<HandlerOutput<One>>;
	/** Keeps what the owner had typed, to fill the form again after a refusal; never a password. */
	keep(values: Record<string, string>): void;
	/** Refuses what the page itself found wrong. */
	refuse(title: string, more?: Partial<Omit<FormProblem, 'at' | 'title'>>): Refused;
}

export interface FormAction {
	(event: RequestEvent): Promise<unknown>;
	/** Ids of the operations; a reason where it needs none. */
	readonly [OPERATIONS]: readonly OperationId[] | { readonly browserOnly: string };
}

function mark(run: (event: RequestEvent) => Promise<unknown>, what: FormAction[typeof OPERATIONS]): FormAction {
	return Object.assign(run, { [OPERATIONS]: what });
}

/**
 * Creates a form action.
 * @param at which form of the page an answer is shown at, from what was sent
 * @param ids the operations it may ask for
 * @param work reads the form, asks, redirects. What it returns is the action's answer; a `BoxError`
 *   becomes a refusal
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
 * Creates a form action that only leaves something in the browser, and so is no operation: it gets
 * nothing of the box.
 * @param why what it leaves there
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
