/** Reading the messages of clients over WebSockets. */
import * as v from 'valibot';
import type { RawData, WebSocket } from 'ws';
import type { Schema } from '../../contract/operation.ts';
import { unknownMembers, unknownWords } from './unknown.ts';

/** The message does not fit; each socket closes with its own other codes (RFC 6455 7.4.2). */
export const INVALID = 4400;
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
	socket.close(INVALID, read.wrong);
	return null;
}
