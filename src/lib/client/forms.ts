import type { SubmitFunction } from '@sveltejs/kit';
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
 * Enhances a form: without a page load, with `busy` told while it runs. A redirect back to the page
 * it stands on keeps the page (live changes tell the rest); a failure goes to `onProblem` when
 * given, else to the page's `form`.
 *
 * @param options `busy` told true and false; `onProblem` takes a failure; `onDone` after a success;
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
	return () => {
		options.busy?.(true);
		return async ({ result, update }) => {
			options.busy?.(false);
			if (result.type === 'failure' && options.onProblem) {
				const problem = (result.data as { problem?: FormProblem } | undefined)?.problem;
				if (problem) {
					options.onProblem(problem);
					return;
				}
			}
			if (result.type === 'error' && options.onProblem) {
				const error = result.error as { message?: string; hint?: string } | undefined;
				options.onProblem({
					at: '',
					title: error?.message && error.message !== 'Failed to fetch' ? error.message : 'The box cannot be reached.',
					detail: error?.hint ?? 'Check the network, then try again.',
					code: 'offline',
					fields: {},
					retryAfter: null,
					values: {}
				});
				return;
			}
			if (options.stay && (result.type === 'redirect' || result.type === 'success')) {
				options.onDone?.();
				return;
			}
			if (result.type === 'redirect') {
				const target = new URL(result.location, window.location.href);
				if (target.pathname === window.location.pathname && target.search === window.location.search) {
					await refresh();
				} else {
					// eslint-disable-next-line svelte/no-navigation-without-resolve -- where the server leads
					await goto(target, { invalidateAll: true });
				}
				options.onDone?.();
				return;
			}
			if (result.type === 'success') await refresh();
			await update({ reset: options.reset ?? false, invalidateAll: false });
			if (result.type === 'success') options.onDone?.();
		};
	};
}
