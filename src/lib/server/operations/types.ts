import type { Duplex, Readable } from 'node:stream';
import type { WebSocket } from 'ws';
import type { AuditRecord } from '../../contract/audit.ts';
import type { Upload } from '../../contract/operation.ts';
import type { AnswerOf, InputOf, OperationId, Operations, RequestOf } from '../../contract/operations.ts';
import type { Scope } from '../../contract/scopes.ts';
import type { RequestFacts } from '../auth/index.ts';
import type { Caller } from './callers.ts';
import type { RateState } from './limits.ts';

export type { Caller, TokenInUse } from './callers.ts';

/** A file of the box to answer with. */
export interface FileAnswer {
	/** Absolute folder on the box; the file is looked for inside it, and no link leads out. */
	folder: string;
	/** Inside the folder. */
	path: string;
	/** Media type. */
	type: string;
}

/** Bytes to answer with as they come. The adapter ends the stream when its reader goes away. */
export interface StreamAnswer {
	stream: Readable;
	/** Media type. */
	type: string;
	/** Bytes in all, where known. */
	size?: number;
	/** As it is to be saved; absent: it is to be shown. */
	name?: string;
}

/** A file to answer with, of which a range may be wanted. The adapter reads it or closes it. */
export interface RangedAnswer {
	/** Name under which it is saved. */
	name: string;
	/** Media type. */
	type: string;
	size: number;
	/** Milliseconds since the epoch. */
	modifiedAt: number;
	/** The same for the same bytes, in quotes; null where that is not known. */
	tag: string | null;
	/** Gives bytes; once. */
	read(start: number, length: number): Readable;
	/** Lets it go unread. */
	close(): void;
}

/** One server-sent event. */
export interface ServerEvent {
	/** Name, one of those declared. */
	event: string;
	/** Sent as JSON, on one line. */
	data: unknown;
	/** `data` as JSON, where it was made already. */
	json?: string;
	/** What the client gives back as `Last-Event-ID` when it comes again. */
	id?: string;
}

/** Events as they come. */
export interface EventStream extends AsyncIterable<ServerEvent> {
	/** Aborted when the reader is too slow: the adapter cuts the connection. */
	readonly dropped?: AbortSignal;
}

/**
 * Takes an open WebSocket over, and the connection that it runs on: whole frames may be written
 * there too, while it is open. The adapter has checked the caller, limits the size of messages,
 * asks for signs of life, and closes the socket when the caller's session or token ends; all else
 * is the handler's.
 */
export type DuplexAnswer = (socket: WebSocket, connection: Duplex) => void;

/**
 * Body of an upload: read it or let it be, the adapter drains what is left. Longer than declared,
 * it fails with 413.
 */
export interface UploadBody {
	stream: Readable;
	/** Media type, one of those declared. */
	type: string;
	/** Bytes announced, where they were. */
	size: number | null;
}

/** What a handler gets, parsed. */
export type HandlerInput<Id extends OperationId> = Operations[Id] extends { body: Upload }
	? Omit<InputOf<Id>, 'body'> & { body: UploadBody }
	: InputOf<Id>;

/** What a handler of the operation gives back. */
export type HandlerOutput<Id extends OperationId> = Operations[Id]['output'] extends { kind: 'json' }
	? AnswerOf<Id>
	: Operations[Id]['output'] extends { kind: 'bytes' }
		? FileAnswer | StreamAnswer | RangedAnswer
		: Operations[Id]['output'] extends { kind: 'events' }
			? EventStream
			: Operations[Id]['output'] extends { kind: 'duplex' }
				? DuplexAnswer
				: void;

/** What an adapter knows of a call beside its input. */
export interface Call {
	/** How the caller reached the box: addresses of pups' pages, `Secure` cookies. */
	readonly facts: Pick<RequestFacts, 'scheme' | 'hostname'>;
	/** Aborted when the caller goes away, or its session or token ends. */
	readonly signal: AbortSignal;
	/** Adds a `Set-Cookie` line to the answer, where the adapter has cookies. */
	setCookie(line: string): void;
	/** `Last-Event-ID` of a stream that is resumed. */
	readonly lastEventId?: string | undefined;
	/** `Idempotency-Key`, as sent. */
	readonly idempotencyKey?: string | undefined;
	/** The call is an assistant’s, as the program that carries it says; or a client’s of Docker. */
	readonly via?: AuditRecord['via'] | undefined;
	/** Told how the caller stands with the limit of the operation, where it has one. */
	limited?(rate: RateState): void;
	/** Told when the answer is that of an earlier call with the same key. */
	replayed?(): void;
}

/** What a handler knows of its call beside the input. */
export interface Context extends Call {
	readonly caller: Caller;
	/** Names what was acted on, for the audit, where no path parameter does. */
	subject(id: string): void;
	/** Says that nothing is changed by this call: the audit does not note it. */
	dryRun(): void;
}

export type Handler<Id extends OperationId> = (
	input: HandlerInput<Id>,
	context: Context
) => HandlerOutput<Id> | Promise<HandlerOutput<Id>>;

/** A handler for each operation; a missing one does not compile. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

/** The handlers of some operations: of one resource. */
export type HandlersOf<Id extends OperationId> = Pick<Handlers, Id>;

/** Input as an adapter has it. A function is called only when the caller has been authorized. */
export interface RawInput {
	params?: unknown;
	query?: unknown;
	body?: unknown;
}

/**
 * What an adapter carries out by itself, since its protocol answers as no operation does: with
 * lines of progress, or bytes both ways.
 */
export interface OwnAction {
	/** As the audit names it, and as calls are counted. */
	readonly id: string;
	readonly scopes: readonly [Scope, ...Scope[]];
	/** Most calls a minute of one caller. */
	readonly perMinute: number;
	/** Noted while it is carried out: nothing that comes of it waits for the disk. */
	readonly ahead?: boolean;
}

/** The one way in. */
export interface OperationsService {
	/**
	 * Carries out an operation: access, rate limit, schema, handler, audit.
	 * @param input not checked yet; a `body` that is a function is called (and awaited) after
	 *   access and rate limit
	 * @throws BoxError what the access, the limits, the schema or the handler refuse
	 */
	dispatch<Id extends OperationId>(id: Id, input: RawInput, caller: Caller, call: Call): Promise<HandlerOutput<Id>>;
	/** The same with typed input, for callers inside the program. */
	run<Id extends OperationId>(id: Id, input: RequestOf<Id>, caller: Caller, call: Call): Promise<HandlerOutput<Id>>;
	/**
	 * What has no operation goes the same way: access, rate limit, work, audit. Its input is
	 * checked by the adapter, by schemas of its protocol.
	 * @param subject what is acted on, for the audit
	 * @throws BoxError what the access or the limit refuses; whatever `work` throws
	 */
	perform<T>(
		action: OwnAction,
		subject: string,
		caller: Caller,
		call: Pick<Call, 'via'>,
		work: () => T | Promise<T>
	): Promise<T>;
	/** Ends live sockets and timers. */
	close(): void;
}
