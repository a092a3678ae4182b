import type { SubmitFunction } from '@sveltejs/kit';
import { applyAction } from '$app/forms';
import { goto } from '$app/navigation';
import { refresh } from './refresh.ts';

/** What a form action answers when it could not do what was asked; shown at the form. */
export interface FormProblem {
	/** Which form of the page. */
	at: string;
	title: string;
	/** What to do. */
	detail: string | null;
	code: string;
	/** Name of the field → what is wrong there. */
	fields: Record<string, string>;
	/** Seconds until another try can succeed. */
	retryAfter: number | null;
	/** What was typed, to fill the form again. */
	values: Record<string, string>;
}

/** The problem in the answer of an action, if it belongs to the form `at`. */
export function problemAt(form: { problem?: FormProblem } | null | undefined, at: string): FormProblem | null {
	return form?.problem?.at === at ? form.problem : null;
}

/**
 * The message for a field, whatever path the checker named it by (`values.NAME`, `NAME`).
 *
 * @param problem answer of the form's action
 * @param name    the field's name
 */
export function fieldError(problem: FormProblem | null, name: string): string | null {
	if (!problem) return null;
	return problem.fields[name] ?? problem.fields[`values.${name}`] ?? problem.fields[`$.${name}`] ?? null;
}

/**
 * Enhances a form: without a page load, with `busy` set while it runs. A redirect back to the page
 * it stands on keeps the page (live changes tell the rest); a failure goes to `onProblem` when
 * given, else to the page's `form`.
 *
 * @param options `busy` takes whether it runs; `onProblem` a failure; `onDone` after success;
 *   `reset` empties the form afterwards
 */
export function enhanced(options: {
	busy?: (busy: boolean) => void;
	onProblem?: (problem: FormProblem) => void;
	onDone?: () => void;
	reset?: boolean;
	/** After a success nothing is loaded anew: live changes tell what came of it. */
	stay?: boolean;
}): SubmitFunction {
	const { busy, onProblem, onDone, reset = false, stay } = options;
	return () => {
		busy?.(true);
		return async ({ result, update }) => {
			busy?.(false);
			const { type } = result;
			if (type === 'failure' && onProblem) {
				const { problem } = (result.data ?? {}) as { problem?: FormProblem };
				if (problem) return onProblem(problem);
			}
			if (type === 'error' && onProblem) {
				const { error } = result as { error?: { message?: string; hint?: string } };
				return onProblem({
					at: '',
					// What fetch throws has other words in each browser.
					title: (!(error instanceof TypeError) && error?.message) || 'The box cannot be reached.',
					detail: error?.hint ?? 'Check the network.',
					code: 'offline',
					fields: {},
					retryAfter: null,
					values: {}
				});
			}
			const done = type === 'redirect' || type === 'success';
			if (done && stay) return onDone?.();
			if (type !== 'redirect') {
				if (done) await refresh();
				await update({ reset, invalidateAll: false });
			} else if (result.location.split('#')[0] === location.pathname + location.search) {
				// What was wrong is right now. As a success it would take the focus.
				await applyAction({ type: 'failure', status: 200 });
				await refresh();
			} else {
				await goto(result.location, { invalidateAll: true });
			}
			if (done) onDone?.();
		};
	};
}
