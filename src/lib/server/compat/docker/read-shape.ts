/** Reads what clients send as JSON: lenient as dockerd is, and with its words. Pure. */
import * as v from 'valibot';
import { badRequest } from './errors.ts';

/**
 * @param body as it came; none is an empty object
 * @throws DockerError 400 saying where it is no such thing
 */
export function readShape<const S extends v.GenericSchema>(schema: S, body: unknown): v.InferOutput<S> {
	const read = v.safeParse(schema, body ?? {});
	if (read.success) return read.output;
	const [issue] = read.issues;
	throw badRequest(`invalid request: ${v.getDotPath(issue) ?? 'the body'}: ${issue.message}`);
}

/** A map in which null and the empty text are the same, as labels and options are. */
export const noNulls = (map: Readonly<Record<string, string | null | undefined>> | null | undefined) =>
	Object.fromEntries(Object.entries(map ?? {}).map(([name, value]) => [name, value ?? '']));
