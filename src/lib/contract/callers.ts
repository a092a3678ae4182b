/** What the box knows of a caller. */
import * as v from 'valibot';
import { scope } from './scopes.ts';

export const caller = v.object({
	/** `local`: a program of this machine that uses the Unix socket. */
	kind: v.picklist(['session', 'token', 'local', 'pup', 'anyone']),
	/** Name of the token; null for other callers. */
	name: v.nullable(v.string()),
	scopes: v.array(scope)
});
export type ShownCaller = v.InferOutput<typeof caller>;
