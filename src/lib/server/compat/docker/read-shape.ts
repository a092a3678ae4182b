/** Validates JSON of clients as leniently as dockerd, with dockerd's messages. Pure. */
import * as v from 'valibot';
import { badRequest } from './errors.ts';

/**
 * @param body parsed JSON; null and undefined count as an empty object
 * @throws DockerError 400 naming the invalid field
 */
export function readShape<const S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
	const read = v.safeParse(schema, body ?? {});
	if (read.success) return read.output;
	const [issue] = read.issues;
	throw badRequest(`invalid request: ${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
}

/** Replaces null by the empty text. In labels and options both mean the same. */
export const noNulls = (map: Readonly<Record<string, string | null | undefined>> | null | undefined) =>
	Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, value ?? '']));
