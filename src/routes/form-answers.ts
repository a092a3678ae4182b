/** What form actions of all pages read and answer. Server only. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import { safeNext } from '$lib/contract/access.ts';
import type { FormProblem } from '$lib/client/forms.ts';

/**
 * A failure for a form.
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

/** Whether an answer of an action is a failure. */
export function failed(answer: unknown): answer is ActionFailure<{ problem: FormProblem }> {
	return typeof answer === 'object' && answer !== null && 'status' in answer && 'data' in answer;
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
