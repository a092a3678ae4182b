/** All operations of the JSON API, `/api/v1`, by id. */
import type * as v from 'valibot';
import type { Operation, Schema } from './operation.ts';
import { boxOperations } from './operations-box.ts';
import { pupOperations } from './operations-pups.ts';

export type { Method, Operation, Schema } from './operation.ts';
export type { SourceChoices } from './operations-pups.ts';

/** Where the API begins. */
export const API_BASE = '/api/v1';

export const operations = { ...boxOperations, ...pupOperations } as const;

export type Operations = typeof operations;
export type OperationId = keyof Operations;

type Parsed<S> = S extends Schema ? v.InferOutput<S> : undefined;
type Part<O, K extends string> = O extends Record<K, infer S> ? Parsed<S> : undefined;

/** What a handler of the operation gets, parsed. */
export interface InputOf<Id extends OperationId> {
	params: Part<Operations[Id], 'params'>;
	query: Part<Operations[Id], 'query'>;
	body: Part<Operations[Id], 'body'>;
}

/** A file to answer with. */
export interface FileAnswer {
	/** Absolute path on the box. */
	path: string;
	/** Media type. */
	type: string;
}

/** What a handler of the operation gives back. */
export type OutputOf<Id extends OperationId> = Operations[Id]['output'] extends Schema
	? v.InferOutput<Operations[Id]['output']>
	: Operations[Id]['output'] extends 'file'
		? FileAnswer
		: void;

/** All operations with their ids. */
export function allOperations(): [OperationId, Operation][] {
	return Object.entries(operations) as [OperationId, Operation][];
}
