/** How form actions of all pages ask the box and tell a person what went wrong. Server only. */
import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import { safeNext } from '$lib/contract/access.ts';
import { isBoxError } from '$lib/contract/errors.ts';
import type { OpenSession } from '$lib/server/auth/types.ts';
import type { FormProblem } from '$lib/client/forms.ts';

/**
 * Does what a form asked for and turns an expected failure into an answer for that form.
 *
 * @param at     which form of the page: the answer is shown there
 * @param work   what to do
 * @param values what the owner had typed, to fill the form again; never a password
 * @returns what `work` returned, or a failure for the form; bugs are thrown on
 */
export async function attempt<T>(
	at: string,
	work: () => T | Promise<T>,
	values: Record<string, string> = {}
): Promise<T | ActionFailure<{ problem: FormProblem }>> {
	try {
		return await work();
	} catch (error) {
		if (!isBoxError(error)) throw error;
		return refuse(at, error.status, error.message, {
			detail: error.hint ?? null,
			code: error.code,
			fields: error.fields ?? {},
			retryAfter: error.retryAfter ?? null,
			values
		});
	}
}

/**
 * A failure for a form that the page itself found.
 *
 * @param at     which form
 * @param status HTTP status
 * @param title  what is wrong
 * @param more   hint, field messages, typed values
 */
export function refuse(
	at: string,
	status: number,
	title: string,
	more: Partial<Omit<FormProblem, 'at' | 'title'>> = {}
): ActionFailure<{ problem: FormProblem }> {
	return fail(status, {
		problem: { at, title, detail: null, code: 'refused', fields: {}, retryAfter: null, values: {}, ...more }
	});
}

/** Whether an answer of {@link attempt} is a failure. */
export function failed<T>(
	answer: T | ActionFailure<{ problem: FormProblem }>
): answer is ActionFailure<{ problem: FormProblem }> {
	return typeof answer === 'object' && answer !== null && 'status' in answer && 'data' in answer;
}

/**
 * The id of the owner's session. The guard in front of all routes has refused everybody else already; this is the
 * second lock on the same door.
 */
export function ownerOf(event: Pick<RequestEvent, 'locals' | 'url'>): string {
	if (!event.locals.session) redirect(303, `/login?next=${encodeURIComponent(event.url.pathname)}`);
	return event.locals.session.id;
}

/** Gives the browser the cookie of an opened session. */
export function setSessionCookie(
	event: Pick<RequestEvent, 'cookies' | 'locals'>,
	opened: { token: string; session: OpenSession }
): void {
	event.cookies.set(event.locals.box.auth.cookieName, opened.token, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: event.locals.secure,
		expires: new Date(opened.session.expiresAt)
	});
}

/** Takes the session cookie back. */
export function clearSessionCookie(event: Pick<RequestEvent, 'cookies' | 'locals'>): void {
	event.cookies.delete(event.locals.box.auth.cookieName, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: event.locals.secure
	});
}

/**
 * A path of this box to go on to, from a form; anything that leads elsewhere becomes `fallback`.
 *
 * @param wanted   untrusted
 * @param fallback where to go instead
 */
export function localPath(wanted: unknown, fallback: string): string {
	if (typeof wanted !== 'string' || !wanted) return fallback;
	const path = safeNext(wanted);
	return path === '/' && wanted !== '/' ? fallback : path;
}

/** A text field of a form, trimmed; empty for a missing one or a file. */
export function text(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
}

/** A text field exactly as typed (passwords). */
export function raw(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}
