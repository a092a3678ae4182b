/** Whom the box takes a caller for. */
import * as v from 'valibot';
import { scope } from './scopes.ts';

export const caller = v.object({
	/** `local`: a program of this machine, at the Unix socket. */
	kind: v.picklist(['session', 'token', 'local', 'pup', 'anyone']),
	/** Of the token; null for others. */
	name: v.nullable(v.string()),
	scopes: v.array(scope)
});
export type ShownCaller = v.InferOutput<typeof caller>;
