/** A command inside of a pup over a WebSocket: what is typed goes in, what it shows comes out. */
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
 * What may be sent before the command runs, bytes. Each message counts as some more than its text,
 * so that empty ones are not free.
 */
const EARLY_BYTES = 1024 * 1024;
const EARLY_MESSAGE = 100;

/** Whom a socket is served for. */
export interface TerminalHost<Start> {
	/** Starts the command; its errors are sent and end the socket. */
	begin(command: Start, signal: AbortSignal): Promise<ExecSession>;
	/** Told of what is no BoxError. */
	unexpected(error: unknown): void;
	/** When the socket is closed, or the command could not be begun. */
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
	/** What came before the command ran. */
	let early: TerminalMessage[] = [];
	let earlyBytes = 0;

	/**
	 * Resolves when the message has left for the reader: who reads slowly slows the command down.
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
		// All at once: what comes from here on is taken as it comes, after these.
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

	/** A command that does not read slows its typist down. */
	function write(running: ExecSession, bytes: Buffer): void {
		if (running.stdin.destroyed || running.stdin.writableEnded || running.stdin.write(bytes)) return;
		socket.pause();
		void drained(running.stdin).then(() => socket.resume());
	}

	const stopWaiting = closeWhenLate(socket, 'no command came');
	socket.on('message', (data, isBinary) => {
		// What comes while it closes, from a session that has ended, counts no more.
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
