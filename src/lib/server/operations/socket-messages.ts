/** Messages of clients over WebSockets, and the codes that sockets are closed with. */
import * as v from 'valibot';
import type { RawData, WebSocket } from 'ws';
import type { Schema } from '../../contract/operation.ts';
import { unknownMembers, unknownWords } from './unknown.ts';

/**
 * Codes that sockets are closed with: the normal end, and what was wrong (4000–4999 are an
 * application's own, RFC 6455 7.4.2; ours follow the status codes of HTTP).
 */
export const CLOSE = {
	done: 1000,
	/** The message does not fit, or has come out of turn. */
	invalid: 4400,
	/** No first message came. */
	late: 4408,
	/** Somebody else looks at the terminal now. */
	replaced: 4409,
	/** More was sent before the command ran than is kept. */
	tooMuch: 4413
} as const;

/** Time for the first message, milliseconds. */
const START_MS = 30_000;
/** The reason of a close has at most so many bytes (RFC 6455 5.5). */
const MOST_REASON = 123;

const NOT_UNDERSTOOD = 'This message is not understood.';

/** A message, or why it is none, as a close can say it. */
export type ReadMessage<Message> = { readonly message: Message } | { readonly wrong: string };

/**
 * Reads one message: JSON that fits, without members which do not exist.
 * @param data as `ws` gives it; binary is not understood
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
 * Reads one message as {@link readMessage}, and closes the socket where it is none.
 * @returns null where it was closed
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
 * Closes a socket over which no first message comes.
 * @returns how to stop waiting for it
 */
export function closeWhenLate(socket: WebSocket, reason: string): () => void {
	const late = setTimeout(() => socket.close(CLOSE.late, reason), START_MS).unref();
	return () => clearTimeout(late);
}
