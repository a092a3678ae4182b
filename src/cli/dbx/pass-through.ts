/** Runs a remote command as if it ran here: input, both outputs, signals, exit code. */
import type { WebSocket } from 'ws';
import type { Session } from './around.ts';
import { asFailure, EXIT, Failure } from './failure.ts';
import { passTerminal } from './own-terminal.ts';

/** Bytes of input in flight; no more is read until they have been sent. */
const MOST_ON_THE_WAY = 1024 * 1024;
/** Most bytes of input in one message. */
const PIECE = 64 * 1024;

/** Content of a message from the box. */
export type Said = { to: 'stdout' | 'stderr'; bytes: Buffer } | { exit: number };

export interface Passing {
	/** Whether the command gets this terminal. */
	tty: boolean;
	/** Whether stdin is passed on. */
	input: boolean;
	/** First messages of the exchange, sent as JSON. */
	first: readonly object[];
	/** Encodes bytes of input as a message. */
	typed(bytes: Buffer): Buffer | string;
	/**
	 * @returns null for a message without relevance here
	 * @throws Failure when the command did not start
	 */
	read(data: Buffer, isBinary: boolean): Said | null;
}

/** @throws Failure when a terminal is requested and there is none here */
export function needTerminal({ around }: Session, tty: boolean): void {
	if (!tty || around.terminal.in) return;
	throw new Failure(EXIT.usage, 'There is no terminal here.', { hint: 'Omit -t.' });
}

/** Passes data in both directions until the command ends. @returns its exit code */
export async function passThrough(socket: WebSocket, { tty, input, first, typed, read }: Passing): Promise<number> {
	const send = (message: object) => {
		if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
	};
	const restore = passTerminal(tty, send);
	try {
		return await new Promise<number>((resolve, reject) => {
			socket.once('error', (error) => reject(new Failure(EXIT.away, `The connection broke: ${error.message}.`)));
			socket.once('close', (code) =>
				reject(new Failure(code === 4401 ? EXIT.refused : EXIT.away, 'The connection closed before the command ended.'))
			);
			socket.on('message', (data: Buffer, isBinary: boolean) => {
				try {
					const said = read(data, isBinary);
					if (said === null) return;
					if ('exit' in said) return resolve(said.exit);
					const to = process[said.to];
					if (to.write(said.bytes)) return;
					// A slow reader only delays itself.
					socket.pause();
					to.once('drain', () => socket.resume());
				} catch (error) {
					reject(asFailure(error));
				}
			});
			for (const message of first) send(message);
			if (input) passInput(socket, typed, () => send({ type: 'input-end' }));
		});
	} finally {
		restore();
		socket.terminate();
	}
}

/** Passes stdin on, no faster than it can be sent. */
function passInput(socket: WebSocket, typed: Passing['typed'], end: () => void): void {
	const { stdin } = process;
	const isFull = () => socket.bufferedAmount >= MOST_ON_THE_WAY;
	stdin.on('data', (chunk: Buffer) => {
		if (socket.readyState !== socket.OPEN) return;
		for (let at = 0; at < chunk.length; at += PIECE) {
			socket.send(typed(chunk.subarray(at, at + PIECE)), () => isFull() || stdin.resume());
		}
		if (isFull()) stdin.pause();
	});
	stdin.on('error', end);
	stdin.once('end', end);
}
