/** Checks external input against a schema. */
import * as v from 'valibot';
import { BoxError, invalidInput } from '../../contract/errors.ts';
import type { Operation, Schema } from '../../contract/operation.ts';
import { LONGEST, MOST_NAMED, unknownMembers, unknownWords } from './unknown.ts';

/** Word for an input name in messages to the caller. */
export type Part = 'member' | 'query parameter';

/**
 * Checks input against a schema.
 * @param part word for the names in messages
 * @param elsewhere names that belong to another part of the request, and the hint for them
 * @throws BoxError 422 `invalid-input` with the path of each fault, including names that the schema
 * does not know. Values are never repeated, because they may be secrets.
 */
export function check<S extends Schema>(
	schema: S,
	input: unknown,
	part: Part = 'member',
	elsewhere?: { readonly names: readonly string[]; readonly hint: string }
): v.InferOutput<S> {
	const fields = new Map<string, string>();
	for (const unknown of unknownMembers(schema, input)) {
		const isElsewhere = elsewhere?.names.includes(unknown.path) ?? false;
		fields.set(unknown.path, isElsewhere ? elsewhere!.hint : unknownWords(unknown, part));
	}
	const parsed = v.safeParse(schema, input);
	if (parsed.success && fields.size === 0) return parsed.output;
	for (const issue of (parsed.issues ?? []).slice(0, MOST_NAMED)) {
		const path = (v.getDotPath(issue) ?? 'body').slice(0, 200);
		if (!fields.has(path)) fields.set(path, issue.message.includes('received') ? wordless(issue) : issue.message);
	}
	throw invalidInput('Some of the input is not valid.', Object.fromEntries(fields));
}

/** Returns the member names of an object schema. */
const namesOf = (schema: Operation['query'] | Operation['body']) =>
	Object.keys((schema as { entries?: object } | undefined)?.entries ?? {});

const NO_NAMES = v.object({});

/**
 * Parses the query of a URL for `checkQuery`.
 * @param search with or without its question mark
 * @returns the values by name; a name that occurs more than once has a list
 */
export function readQuery(search: string): Record<string, string | string[]> {
	const query = new Map<string, string | string[]>();
	const params = new URLSearchParams(search);
	for (const name of new Set(params.keys())) {
		const values = params.getAll(name);
		query.set(name, values.length === 1 ? values[0]! : values);
	}
	return Object.fromEntries(query);
}

/**
 * Checks the query of a call. @throws BoxError 422 `invalid-input`
 */
export function checkQuery(operation: Operation, input: unknown): unknown {
	needOnce(input);
	needPlan(operation, input);
	const elsewhere = { names: namesOf(operation.body), hint: 'This belongs in the body.' };
	const output = check(operation.query ?? NO_NAMES, input ?? {}, 'query parameter', elsewhere);
	return operation.query && output;
}

/**
 * Checks the JSON body of a call.
 * @param input undefined when the call has no body
 * @throws BoxError 422 `invalid-input`, also for members in the body of a call that takes no body
 */
export function checkBody({ body, query }: Operation, input: unknown): unknown {
	const elsewhere = { names: namesOf(query), hint: 'This belongs in the query.' };
	if (body) return check(body as Schema, input, 'member', elsewhere);
	// `{}` and `null` are accepted as an empty body.
	if (input !== undefined && input !== null) check(NO_NAMES, input, 'member', elsewhere);
	return undefined;
}

/**
 * Checks the parameters of a path. A value that cannot be an id gives the same error as an unknown
 * id.
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
 * Rejects a parameter that occurs more than once: for `plan=1&plan=0` either value could be meant.
 * @throws BoxError 422 `invalid-input`
 */
function needOnce(input: unknown): void {
	const twice = Object.entries(input ?? {}).filter(([, value]) => Array.isArray(value));
	if (twice.length === 0) return;
	const fields = twice.slice(0, MOST_NAMED).map(([name]) => [name.slice(0, LONGEST), 'Give this only once.'] as const);
	throw invalidInput('A query parameter is given more than once.', Object.fromEntries(fields));
}

/**
 * Rejects `plan=1` for an operation that has no plan. The parameter would otherwise be ignored, and
 * the call would change what the caller wanted left unchanged.
 * @throws BoxError 422 `invalid-input`
 */
function needPlan({ method, query }: Operation, given: unknown): void {
	const plan = (given as { plan?: unknown } | undefined)?.plan;
	if (method === 'GET' || plan === undefined || plan === '0') return;
	if (query && 'plan' in (query as unknown as { entries: object }).entries) return;
	throw invalidInput('This call has no plan. Nothing was changed.', {
		plan: 'Omit it to carry out the call.'
	});
}

/** Valibot's own messages repeat the received value; the messages in our schemas do not. */
function wordless(issue: v.BaseIssue<unknown>): string {
	if (issue.received === 'undefined') return 'This is missing.';
	return issue.expected ? `This must be ${issue.expected}.` : 'This is not valid.';
}
