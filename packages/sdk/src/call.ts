/** What a call takes and gives, whichever operation it is of. */

/** Options of every call. */
export interface CallOptions {
	/** Gives the call up: it rejects with the reason of the signal. */
	signal?: AbortSignal | undefined;
	/**
	 * Sent as `Idempotency-Key` where the operation takes one, over all tries of the call. Absent:
	 * a random one.
	 */
	idempotencyKey?: string | undefined;
	/** Sent beside those of the client. */
	headers?: Readonly<Record<string, string>> | undefined;
	/**
	 * Milliseconds until an answer is there, whole where it is JSON. Streams have it until they
	 * begin. Absent: that of the client.
	 */
	timeoutMs?: number | undefined;
	/** How often a call is tried again where that is safe. Absent: that of the client. */
	retries?: number | undefined;
}

/** A value of the query; a list is joined by commas. */
export type QueryText = string | number | boolean | readonly (string | number)[];

/** Bytes to send. A stream is read as it is sent, and such a call is never tried again. */
export type Upload = Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** An answer of bytes, read as they come. Read it once, or `cancel` it. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
	readonly status: number;
	/** Media type. */
	readonly type: string;
	/** Bytes in all, where the box says so. */
	readonly size: number | null;
	readonly etag: string | null;
	/** A header by its name. */
	header(name: string): string | null;
	/** The rest as a web stream. */
	stream(): ReadableStream<Uint8Array>;
	/**
	 * The rest as one piece.
	 * @param most bytes; more is an error `answer-too-large`. Default 64 MiB.
	 */
	bytes(most?: number): Promise<Uint8Array>;
	/** The rest as UTF-8. */
	text(most?: number): Promise<string>;
	/** Ends the connection. */
	cancel(): void;
}

/** An event of a stream: one of those that it has, by name. */
export type EventsOf<Events> = {
	[Name in keyof Events]: {
		event: Name;
		data: Events[Name];
		/** The last id that was given, on this event or before; it resumes the stream. */
		id: string | null;
	};
}[keyof Events];

/**
 * A WebSocket. Iterating gives its messages: JSON as the box declares it, bytes as `Uint8Array`.
 * The iteration ends where the box closes the socket in peace, and throws where it was cut.
 */
export interface Connection<Sends, Receives> extends AsyncIterable<Receives | Uint8Array> {
	/** Sends a message as JSON, or bytes. Resolves when there is room for more. */
	send(message: Sends | Uint8Array): Promise<void>;
	close(): void;
}

/** What the client knows of an operation. */
export interface OperationRow {
	readonly id: string;
	readonly group: string;
	readonly name: string;
	readonly method: string;
	/** Below `/api/v1`, parameters in braces. */
	readonly path: string;
	readonly answer: 'json' | 'nothing' | 'bytes' | 'events' | 'duplex';
	/** JSON, or the media types of an upload. */
	readonly body?: 'json' | readonly string[];
	/** Options that go into the query; a `_` at the end is not sent. */
	readonly query?: readonly string[];
	/** Those of them that are 1 or 0. */
	readonly bits?: readonly string[];
	/** Takes an `Idempotency-Key`. */
	readonly keyed?: boolean;
	/** A stream of events that goes on after a given id. */
	readonly resumes?: boolean;
}
