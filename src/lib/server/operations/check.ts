/** Checking what came from outside against a schema. */
import * as v from 'valibot';
import { BoxError, invalidInput } from '../../contract/errors.ts';
import type { Operation, Schema } from '../../contract/operation.ts';

/**
 * Checks input against a schema.
 * @throws BoxError 422 `invalid-input` with the path of each fault; values are never repeated, they
 *   may be secrets
 */
export function check<S extends Schema>(schema: S, input: unknown): v.InferOutput<S> {
	const parsed = v.safeParse(schema, input);
	if (parsed.success) return parsed.output;
	const fields: Record<string, string> = {};
	for (const issue of parsed.issues.slice(0, 20)) {
		const path = (v.getDotPath(issue) ?? 'body').slice(0, 200);
		fields[path] ??= issue.message.includes('received') ? wordless(issue) : issue.message;
	}
	throw invalidInput('Some of the input does not fit.', fields);
}

/**
 * Checks the parameters of a path. What cannot be an id names nothing, like an id that nothing has.
 * @throws BoxError 404 `not-found`
 */
export function checkParams<S extends Schema>(schema: S, input: unknown): v.InferOutput<S> {
	const parsed = v.safeParse(schema, input);
	if (parsed.success) return parsed.output;
	const [issue] = parsed.issues;
	throw new BoxError({
		code: 'not-found',
		status: 404,
		message: issue.message.includes('received') ? 'There is nothing at this address.' : issue.message
	});
}

/**
 * Who sends `plan=1` wants nothing to be changed: refused where there is no plan, as it would be
 * passed over and the call carried out.
 * @throws BoxError 422 `invalid-input`
 */
export function needPlan({ method, query }: Operation, given: unknown): void {
	const plan = (given as { plan?: unknown } | undefined)?.plan;
	if (method === 'GET' || plan === undefined || plan === '0') return;
	if (query && 'plan' in (query as unknown as { entries: object }).entries) return;
	throw invalidInput('This call cannot say what it would do. Nothing was changed.', {
		plan: 'Leave it out to carry the call out.'
	});
}

/** Valibot's own messages repeat the value received; ours in the schemas do not. */
function wordless(issue: v.BaseIssue<unknown>): string {
	if (issue.received === 'undefined') return 'This is missing.';
	if (issue.type === 'strict_object') return 'There is no member of this name.';
	return issue.expected ? `This must be ${issue.expected}.` : 'This does not fit.';
}
