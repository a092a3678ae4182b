/** Reads messages of WebSocket clients, and defines the codes that sockets are closed with. */
import * as v from 'valibot';
import type { RawData, WebSocket } from 'ws';
import type { Schema } from '../../contract/operation.ts';
import { unknownMembers, unknownWords } from './unknown.ts';

/**
 * Close codes: the normal end, and errors (4000–4999 are for applications, RFC 6455 7.4.2; ours
 * follow the status codes of HTTP).
 */
export const CLOSE = {
	done: 1000,
	/** The message does not fit its schema, or came out of turn. */
	invalid: 4400,
	/** The first message did not come in time. */
	late: 4408,
	/** Another client is attached to the terminal now. */
	replaced: 4409,
	/** The client sent more before the command ran than is buffered. */
	tooMuch: 4413
} as const;

/** Time limit for the first message, milliseconds. */
const START_MS = 30_000;
/** Most bytes of a close reason (RFC 6455 5.5). */
const MOST_REASON = 123;

const NOT_UNDERSTOOD = 'This message is not valid.';

/** A message, or the reason why it was rejected, short enough for a close reason. */
export type ReadMessage<Message> = { readonly message: Message } | { readonly wrong: string };

/**
 * Parses one message: JSON that fits the schema and has no unknown members.
 * @param data as `ws` delivers it; binary messages are rejected
 */
export function readMessage<S extends Schema>(
	schema: S,
	data: RawData,
	isBinary: boolean
): ReadMessage<v.InferOutput<S>> {
	if (isBinary) return { wrong: NOT_UNDERSTOOD };
	let json: unknown;
	try {
		json = JSON.parse(String(data as Buffer));
	} catch {
		return { wrong: NOT_UNDERSTOOD };
	}
	const [unknown] = unknownMembers(schema, json);
	if (unknown) {
		const wrong = `${unknown.path}: ${unknownWords(unknown, 'member')}`;
		return { wrong: Buffer.byteLength(wrong) > MOST_REASON ? NOT_UNDERSTOOD : wrong };
	}
	const parsed = v.safeParse(schema, json);
	return parsed.success ? { message: parsed.output } : { wrong: NOT_UNDERSTOOD };
}

/**
 * Parses one message as {@link readMessage} does, and closes the socket if it is rejected.
 * @returns null when the socket was closed
 */
export function readOrClose<S extends Schema>(
	socket: WebSocket,
	schema: S,
	data: RawData,
	isBinary: boolean
): v.InferOutput<S> | null {
	const read = readMessage(schema, data, isBinary);
	if ('message' in read) return read.message;
	socket.close(CLOSE.invalid, read.wrong);
	return null;
}

/**
 * Closes a socket whose first message does not come in time.
 * @returns a function that stops waiting for the message
 */
export function closeWhenLate(socket: WebSocket, reason: string): () => void {
	const late = setTimeout(() => socket.close(CLOSE.late, reason), START_MS).unref();
	return () => clearTimeout(late);
}
