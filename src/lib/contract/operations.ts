/**
 * All operations of the box, by id. Programs call them below `/api/v1`, pages through their forms,
 * pups at the gateway.
 */
import type * as v from 'valibot';
import type { Operation, Schema, Upload } from './operation.ts';
import { attentionOperations } from './operations/attention.ts';
import { boxOperations } from './operations/box.ts';
import { boxFilesOperations } from './operations/box-files.ts';
import { boxExecsOperations } from './operations/box-execs.ts';
import { boxRunsOperations } from './operations/box-runs.ts';
import { boxesOperations } from './operations/boxes.ts';
import { imagesOperations } from './operations/images.ts';
import { configOperations } from './operations/config.ts';
import { fileOperations } from './operations/files.ts';
import { gatewayOperations } from './operations/gateway.ts';
import { hookOperations } from './operations/hooks.ts';
import { jobOperations } from './operations/jobs.ts';
import { liveOperations } from './operations/live.ts';
import { logOperations } from './operations/logs.ts';
import { networksOperations } from './operations/networks.ts';
import { notificationOperations } from './operations/notifications.ts';
import { metricOperations } from './operations/metrics.ts';
import { portOperations } from './operations/ports.ts';
import { pupOperations } from './operations/pups.ts';
import { sessionOperations } from './operations/sessions.ts';
import { setupOperations } from './operations/setup.ts';
import { sourceOperations } from './operations/sources.ts';
import { storeOperations } from './operations/store.ts';
import { terminalOperations } from './operations/terminals.ts';
import { tokenOperations } from './operations/tokens.ts';
import { updateOperations } from './operations/updates.ts';
import { volumesOperations } from './operations/volumes.ts';
import { webhookOperations } from './operations/webhooks.ts';
import { wiringOperations } from './operations/wiring.ts';

export type { Method, Operation, Schema } from './operation.ts';
/** @public used by scripts/api-docs.mjs */
export { TAGS } from './operation.ts';
export type { SourceChoices } from './operations/sources.ts';

/** Base path of the API. */
export const API_BASE = '/api/v1';

export const operations = {
	...boxOperations,
	...attentionOperations,
	...setupOperations,
	...sessionOperations,
	...tokenOperations,
	...notificationOperations,
	...webhookOperations,
	...sourceOperations,
	...storeOperations,
	...pupOperations,
	...configOperations,
	...updateOperations,
	...portOperations,
	...wiringOperations,
	...hookOperations,
	...fileOperations,
	...terminalOperations,
	...boxesOperations,
	...boxRunsOperations,
	...volumesOperations,
	...networksOperations,
	...imagesOperations,
	...boxExecsOperations,
	...boxFilesOperations,
	...metricOperations,
	...jobOperations,
	...logOperations,
	...liveOperations,
	...gatewayOperations
} as const;

export type Operations = typeof operations;
export type OperationId = keyof Operations;

type Member<O, K extends string> = O extends Record<K, infer S> ? S : undefined;
type Parsed<S> = S extends Schema ? v.InferOutput<S> : undefined;
type Given<O, K extends string> = Member<O, K> extends Schema ? Record<K, v.InferInput<Member<O, K>>> : unknown;
/** A query whose members are all optional is optional itself. */
type GivenQuery<O> =
	Member<O, 'query'> extends Schema
		? object extends v.InferInput<Member<O, 'query'>>
			? Partial<Given<O, 'query'>>
			: Given<O, 'query'>
		: unknown;

/**
 * Parsed input of the operation's handler. The body of an upload is `unknown` here: it is the
 * adapter's stream.
 */
export interface InputOf<Id extends OperationId> {
	params: Parsed<Member<Operations[Id], 'params'>>;
	query: Parsed<Member<Operations[Id], 'query'>>;
	body: Member<Operations[Id], 'body'> extends Upload ? unknown : Parsed<Member<Operations[Id], 'body'>>;
}

/** Input of the operation's caller, before it is parsed. */
export type RequestOf<Id extends OperationId> = Given<Operations[Id], 'params'> &
	GivenQuery<Operations[Id]> &
	Given<Operations[Id], 'body'>;

/** Answer of an operation with a JSON answer. */
export type AnswerOf<Id extends OperationId> = Operations[Id]['output'] extends { kind: 'json'; schema: infer S }
	? Parsed<S>
	: undefined;

/** Returns all operations with their ids. */
export function allOperations(): [OperationId, Operation][] {
	return Object.entries(operations) as [OperationId, Operation][];
}

/** Returns the operations of the API: all except those that pups call at the gateway. */
export function apiOperations(): [OperationId, Operation][] {
	return allOperations().filter(([, { access }]) => access !== 'pup');
}

/** Returns the operations that pups call at the gateway. */
export function pupOwnOperations(): [OperationId, Operation][] {
	return allOperations().filter(([, { access }]) => access === 'pup');
}
