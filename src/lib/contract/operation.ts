/** What an operation of the JSON API is. Declared once; validation, guard, documents and later CLI and SDK come from it. */
import type * as v from 'valibot';
import type { Access } from './access.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Any schema without asynchronous parts. */
export type Schema = v.GenericSchema<unknown, unknown>;

export interface Operation {
	method: Method;
	/** Below `/api/v1`, parameters in braces: `/pups/{id}/start`. */
	path: string;
	/** What it does, one line, for the documents. */
	summary: string;
	access: Access;
	/** Schemas of path parameters and query, whose values arrive as text. */
	params?: Schema;
	query?: Schema;
	/** Schema of the JSON body; absent: a body is not looked at. */
	body?: Schema;
	/** Schema of the answer; `null`: 204 without a body; `file`: bytes; `socket`: a WebSocket. */
	output: Schema | null | 'file' | 'socket';
	/** Status of a success. */
	status: 200 | 201 | 202 | 204 | 101;
	/** Most calls a minute of one caller; absent: no limit of its own. */
	perMinute?: number;
	/** What the audit says, in the past tense; for whatever changes something. */
	audit?: string;
}

/** Keeps the literal types of a declaration while checking it. */
export function operation<const O extends Operation>(declared: O): O {
	return declared;
}
