/** Runs a command inside a pup over a WebSocket: typed input goes in, its output comes out. */
import type * as v from 'valibot';
import type { WebSocket } from 'ws';
import type { TerminalMessage, TerminalServerMessage } from '../../contract/exec.ts';
import type { Schema } from '../../contract/operation.ts';
import type { ExecSession } from '../containers/index.ts';
import { drained } from '../streams/index.ts';
import { outputPieces } from './exec-output.ts';
import { publicError } from './public-error.ts';
import { CLOSE, closeWhenLate, readOrClose } from './socket-messages.ts';

/**
 * Bytes that a client may send before the command runs. Each message counts as somewhat more than
 * its text, so that empty ones are not free.
 */
const EARLY_BYTES = 1024 * 1024;
const EARLY_MESSAGE = 100;

/** What the server of a socket needs from its operation. */
export interface TerminalHost<Start> {
	/** Starts the command. Its errors are sent and end the socket. */
	begin(command: Start, signal: AbortSignal): Promise<ExecSession>;
	/** Receives errors that are not a BoxError. */
	unexpected(error: unknown): void;
	/** Called when the command has ended or could not be started. */
	over?(): unknown;
}

/**
 * Serves one socket. The command is killed when the socket closes.
 * @param messages of the client: `start` first, then those of {@link TerminalMessage}
 */
export function serveTerminal<Start extends { type: 'start' }>(
	socket: WebSocket,
	messages: Schema & v.GenericSchema<unknown, Start | TerminalMessage>,
	{ begin, unexpected, over }: TerminalHost<Start>
): void {
	const gone = new AbortController();
	let begun = false;
	let session: ExecSession | null = null;
	/** Messages that came before the command ran. */
	let early: TerminalMessage[] = [];
	let earlyBytes = 0;

	/**
	 * Resolves when the message has left for the reader, so a slow reader slows the command down.
	 */
	const send = (message: TerminalServerMessage) =>
		new Promise<void>((resolve) => socket.send(JSON.stringify(message), () => resolve()));

	async function end(error: unknown): Promise<void> {
		await send({ type: 'error', ...publicError(error, unexpected) });
		socket.close(CLOSE.done);
	}

	async function run(command: Start): Promise<void> {
		const running = await begin(command, gone.signal);
		session = running;
		// Runs synchronously: messages that arrive from here on are written after these.
		for (const message of early.splice(0)) take(running, message);
		await send({ type: 'started' });
		for await (const { stream, output } of outputPieces(running)) await send({ type: 'output', stream, output });
		await send({ type: 'exit', ...(await running.ended) });
		socket.close(CLOSE.done);
	}

	function take(running: ExecSession, message: TerminalMessage): void {
		if (message.type === 'resize') running.resize({ cols: message.cols, rows: message.rows });
		else if (message.type === 'signal') running.signal(message.signal);
		else if (message.type === 'input-end') running.stdin.end();
		else if (message.type === 'input') write(running, Buffer.from(message.text));
		else if (message.type === 'input-bytes') write(running, Buffer.from(message.base64, 'base64'));
	}

	/** Pauses the socket while the command does not read its input. */
	function write(running: ExecSession, bytes: Buffer): void {
		if (running.stdin.destroyed || running.stdin.writableEnded || running.stdin.write(bytes)) return;
		socket.pause();
		void drained(running.stdin).then(() => socket.resume());
	}

	const stopWaiting = closeWhenLate(socket, 'no command came');
	socket.on('message', (data, isBinary) => {
		// Messages that arrive while the socket closes, after the session has ended, are ignored.
		if (gone.signal.aborted || socket.readyState !== socket.OPEN) return;
		const message = readOrClose(socket, messages, data, isBinary);
		if (message === null) return;
		if ((message.type === 'start') === begun) {
			socket.close(CLOSE.invalid, begun ? 'The command was started already.' : 'The message start comes first.');
			return;
		}
		if (message.type === 'start') {
			begun = true;
			stopWaiting();
			run(message)
				.catch(end)
				.finally(() => over?.())
				.catch(unexpected);
		} else if (session) take(session, message);
		else if ((earlyBytes += (data as Buffer).length + EARLY_MESSAGE) <= EARLY_BYTES) early.push(message);
		else {
			giveUp();
			socket.close(CLOSE.tooMuch, 'too much was sent before the command ran');
		}
	});
	socket.on('error', () => undefined);
	socket.once('close', giveUp);

	function giveUp(): void {
		stopWaiting();
		early = [];
		gone.abort(new Error('the socket was closed'));
	}
}
