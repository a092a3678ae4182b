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

/** An answer that is a file of the box. */
export interface FileAnswer {
	/** Absolute folder on the box. The file is opened inside it, and no link leads out of it. */
	folder: string;
	/** Path inside the folder. */
	path: string;
	/** Media type. */
	type: string;
}

/**
 * An answer of bytes that are sent as they come. The adapter ends the stream when its reader goes
 * away.
 */
export interface StreamAnswer {
	stream: Readable;
	/** Media type. */
	type: string;
	/** Total bytes, if known. */
	size?: number;
	/** File name to save it under; absent for content that is displayed. */
	name?: string;
}

/** A file of which the client may request a range. The adapter either reads or closes it. */
export interface RangedAnswer {
	/** Name under which it is saved. */
	name: string;
	/** Media type. */
	type: string;
	size: number;
	/** Milliseconds since the epoch. */
	modifiedAt: number;
	/** Entity tag in quotes: equal for equal bytes. Null when unknown. */
	tag: string | null;
	/** Returns bytes. May be called once. */
	read(start: number, length: number): Readable;
	/** Releases the file unread. */
	close(): void;
}

/** One server-sent event. */
export interface ServerEvent {
	/** One of the declared event names. */
	event: string;
	/** Sent as JSON, on one line. */
	data: unknown;
	/** `data` as JSON, if it has been serialised already. */
	json?: string;
	/** The client sends it back as `Last-Event-ID` when it reconnects. */
	id?: string;
}

/** Events, delivered as they come. */
export interface EventStream extends AsyncIterable<ServerEvent> {
	/** Aborted when the reader is too slow: the adapter cuts the connection. */
	readonly dropped?: AbortSignal;
}

/**
 * Takes over an open WebSocket and the connection that it runs on. The handler may also write whole
 * frames to the connection while the socket is open. The adapter has checked the caller. It limits
 * the size of messages, sends pings, and closes the socket when the caller's session or token ends.
 * The handler does everything else.
 */
export type DuplexAnswer = (socket: WebSocket, connection: Duplex) => void;

/**
 * Body of an upload. The handler may leave it unread: the adapter drains the rest. A body longer
 * than its declared size fails with 413.
 */
export interface UploadBody {
	stream: Readable;
	/** One of the declared media types. */
	type: string;
	/** Bytes that the client announced, or null. */
	size: number | null;
}

/** Parsed input of a handler. */
export type HandlerInput<Id extends OperationId> = Operations[Id] extends { body: Upload }
	? Omit<InputOf<Id>, 'body'> & { body: UploadBody }
	: InputOf<Id>;

/** What the operation's handler returns. */
export type HandlerOutput<Id extends OperationId> = Operations[Id]['output'] extends { kind: 'json' }
	? AnswerOf<Id>
	: Operations[Id]['output'] extends { kind: 'bytes' }
		? FileAnswer | StreamAnswer | RangedAnswer
		: Operations[Id]['output'] extends { kind: 'events' }
			? EventStream
			: Operations[Id]['output'] extends { kind: 'duplex' }
				? DuplexAnswer
				: void;

/** What an adapter knows of a call besides its input. */
export interface Call {
	/** How the caller reached the box: addresses of pups' pages, `Secure` cookies. */
	readonly facts: Pick<RequestFacts, 'scheme' | 'hostname'>;
	/** Aborted when the caller goes away, or its session or token ends. */
	readonly signal: AbortSignal;
	/** Adds a `Set-Cookie` line to the answer, if the adapter supports cookies. */
	setCookie(line: string): void;
	/** `Last-Event-ID` header of a resumed stream. */
	readonly lastEventId?: string | undefined;
	/** `Idempotency-Key` header, as sent. */
	readonly idempotencyKey?: string | undefined;
	/** Set when the calling program declares itself an assistant's, or is a Docker client. */
	readonly via?: AuditRecord['via'] | undefined;
	/** Receives the state of the caller's rate limit, if the operation has one. */
	limited?(rate: RateState): void;
	/** Called when the answer is that of an earlier call with the same key. */
	replayed?(): void;
}

/** What a handler knows of its call besides the input. */
export interface Context extends Call {
	readonly caller: Caller;
	/** Sets the subject in the audit, for calls whose path has no parameter for it. */
	subject(id: string): void;
	/** Declares that this call changes nothing, so that the audit does not record it. */
	dryRun(): void;
}

export type Handler<Id extends OperationId> = (
	input: HandlerInput<Id>,
	context: Context
) => HandlerOutput<Id> | Promise<HandlerOutput<Id>>;

/** A handler for each operation; a missing one does not compile. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };

/** The handlers of one resource's operations. */
export type HandlersOf<Id extends OperationId> = Pick<Handlers, Id>;

/** Input before it is checked. A `body` that is a function is only called after authorization. */
export interface RawInput {
	params?: unknown;
	query?: unknown;
	body?: unknown;
}

/**
 * An action that an adapter carries out itself, because its protocol answers as no operation does:
 * with lines of progress, or with bytes in both directions.
 */
export interface OwnAction {
	/** Name in the audit, and key by which calls are counted for the rate limit. */
	readonly id: string;
	readonly scopes: readonly [Scope, ...Scope[]];
	/** Calls a minute that one caller may make. */
	readonly perMinute: number;
	/**
	 * Writes the audit entry while the action runs, so that nothing that follows waits for the
	 * disk.
	 */
	readonly ahead?: boolean;
}

/** The one way in. */
export interface OperationsService {
	/**
	 * Carries out an operation: access, rate limit, schema, handler, audit.
	 * @param input not checked yet; a `body` that is a function is called and awaited after access
	 * and rate limit
	 * @throws BoxError of the access check, the limit, the schema or the handler
	 */
	dispatch<Id extends OperationId>(id: Id, input: RawInput, caller: Caller, call: Call): Promise<HandlerOutput<Id>>;
	/** Like `dispatch`, with typed input, for callers inside the program. */
	run<Id extends OperationId>(id: Id, input: RequestOf<Id>, caller: Caller, call: Call): Promise<HandlerOutput<Id>>;
	/**
	 * Carries out an action that is not an operation: access, rate limit, work, audit. The adapter
	 * checks its input by the schemas of its protocol.
	 * @param subject what the action concerns, for the audit
	 * @throws BoxError of the access check or the limit, and any error of `work`
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
