import type { SubmitFunction } from '@sveltejs/kit';
import { applyAction } from '$app/forms';
import { goto } from '$app/navigation';
import { refresh } from './refresh.ts';

/** Answer of a form action that failed; shown at the form. */
export interface FormProblem {
	/** Identifies the form on the page. */
	at: string;
	title: string;
	/** What to do. */
	detail: string | null;
	code: string;
	/** Name of the field → what is wrong there. */
	fields: Record<string, string>;
	/** Seconds until another attempt can succeed. */
	retryAfter: number | null;
	/** The values that were entered, to fill the form again. */
	values: Record<string, string>;
}

/** Returns the problem in an action's answer if it belongs to the form `at`. */
export function problemAt(form: { problem?: FormProblem } | null | undefined, at: string): FormProblem | null {
	return form?.problem?.at === at ? form.problem : null;
}

/**
 * Returns the message for a field, in whichever form the checker named its path (`values.NAME`,
 * `NAME`).
 *
 * @param problem answer of the form's action
 * @param name the field's name
 */
export function fieldError(problem: FormProblem | null, name: string): string | null {
	if (!problem) return null;
	return problem.fields[name] ?? problem.fields[`values.${name}`] ?? problem.fields[`$.${name}`] ?? null;
}

/**
 * Enhances a form: it is sent without a page load, with `busy` set while it runs. A redirect to the
 * current page keeps the page (live changes update it). A failure is passed to `onProblem` if
 * given, otherwise to the page's `form`.
 *
 * @param options `busy` receives whether it runs; `onProblem` a failure; `onDone` is called after
 * success; `reset` empties the form afterwards
 */
export function enhanced(options: {
	busy?: (busy: boolean) => void;
	onProblem?: (problem: FormProblem) => void;
	onDone?: () => void;
	reset?: boolean;
	/** Loads nothing after a success, because live changes deliver the result. */
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
					// Errors of fetch have different texts in each browser.
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
				// Clears the form's earlier problem. With type `success`, SvelteKit would move the
				// focus.
				await applyAction({ type: 'failure', status: 200 });
				await refresh();
			} else {
				await goto(result.location, { invalidateAll: true });
			}
			if (done) onDone?.();
		};
	};
}
