/** Reads the new password of a form. Server only. */
import * as v from 'valibot';
import { newPasswordTwice } from '$lib/contract/box.ts';
import type { Asked } from './form-actions.ts';
import { raw } from './form-answers.ts';

/**
 * Reads the fields of `NewPassword.svelte`.
 * @returns the password, or the refusal that names the field
 */
export function newPasswordOf({ form, refuse }: Pick<Asked<never>, 'form' | 'refuse'>) {
	const parsed = v.safeParse(newPasswordTwice, { next: raw(form, 'next'), again: raw(form, 'again') });
	if (parsed.success) return parsed.output.next;
	const [issue] = parsed.issues;
	return refuse(issue.message, { fields: { [v.getDotPath(issue) ?? 'next']: issue.message } });
}
