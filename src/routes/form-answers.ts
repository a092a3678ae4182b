/** Helpers to read forms and answer form actions. Server only. */
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

/** Whether an action's answer is a failure. */
export function failed(answer: unknown): answer is ActionFailure<{ problem: FormProblem }> {
	return typeof answer === 'object' && answer !== null && 'status' in answer && 'data' in answer;
}

/**
 * A local path from a form; any other address becomes `fallback`.
 *
 * @param wanted   untrusted
 * @param fallback the path to use instead
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
