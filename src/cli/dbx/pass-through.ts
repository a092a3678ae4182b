/** A command elsewhere as if it ran here: what is typed, both outputs, signals, its exit code. */
import type { WebSocket } from 'ws';
import type { Session } from './around.ts';
import { asFailure, EXIT, Failure } from './failure.ts';
import { passTerminal } from './own-terminal.ts';

/** Bytes of input on the way; more is not read before they have left. */
const MOST_ON_THE_WAY = 1024 * 1024;
/** Bytes of input in one message. */
const PIECE = 64 * 1024;

/** What a message of the box says. */
export type Said = { to: 'stdout' | 'stderr'; bytes: Buffer } | { exit: number };

export interface Passing {
	/** The command gets a terminal, which is this one. */
	tty: boolean;
	/** The standard input is handed on. */
	input: boolean;
	/** Messages that open the exchange, sent as JSON. */
	first: readonly object[];
	/** What bytes of input are sent as. */
	typed(bytes: Buffer): Buffer | string;
	/**
	 * @returns null for what is of no interest here
	 * @throws Failure where the command did not begin
	 */
	read(data: Buffer, isBinary: boolean): Said | null;
}

/** @throws Failure where a terminal is asked for, and there is none here */
export function needTerminal({ around }: Session, tty: boolean): void {
	if (!tty || around.terminal.in) return;
	throw new Failure(EXIT.usage, 'There is no terminal here.', { hint: 'Leave -t out.' });
}

/** Passes both ways until the command ends. @returns its exit code */
export async function passThrough(socket: WebSocket, { tty, input, first, typed, read }: Passing): Promise<number> {
	const send = (message: object) => {
		if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
	};
	const restore = passTerminal(tty, send);
	try {
		return await new Promise<number>((resolve, reject) => {
			socket.once('error', (error) => reject(new Failure(EXIT.away, `The connection broke: ${error.message}.`)));
			socket.once('close', (code) =>
				reject(new Failure(code === 4401 ? EXIT.refused : EXIT.away, 'The connection ended before the command did.'))
			);
			socket.on('message', (data: Buffer, isBinary: boolean) => {
				try {
					const said = read(data, isBinary);
					if (said === null) return;
					if ('exit' in said) return resolve(said.exit);
					const to = process[said.to];
					if (to.write(said.bytes)) return;
					// Who reads slowly waits for himself.
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

/** Hands the standard input on, no faster than it goes. */
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
