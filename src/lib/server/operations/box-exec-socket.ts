/** Serves a recorded command over a WebSocket: output as bytes, typed input, and the exit. */
import type { WebSocket } from 'ws';
import { boxExecClient, type BoxExecClientMessage, type BoxExecServerMessage } from '../../contract/box-execs.ts';
import type { ExecControl, ExecPiece, RecordedEnd } from '../containers/types.ts';
import { drained } from '../streams/index.ts';
import { publicError } from './public-error.ts';
import { CLOSE, closeWhenLate, readOrClose } from './socket-messages.ts';

type Attach = Extract<BoxExecClientMessage, { type: 'attach' }>;

/**
 * Serves one socket. The command keeps running when the socket closes.
 * @param exec.control null when the command has ended
 * @param unexpected receives errors that are not a BoxError
 */
export function serveBoxExec(
	socket: WebSocket,
	exec: {
		control: ExecControl | null;
		output(from: number, fn: (piece: ExecPiece) => Promise<void>, signal: AbortSignal): Promise<RecordedEnd>;
	},
	unexpected: (error: unknown) => void
): void {
	const gone = new AbortController();
	const { control } = exec;
	let begun = false;
	/** Resolves when the bytes have left for the reader. A slow reader delays only itself. */
	const send = (bytes: Buffer | string) => new Promise<void>((resolve) => socket.send(bytes, () => resolve()));
	const say = (message: BoxExecServerMessage) => send(JSON.stringify(message));

	async function show({ from, streams, cols, rows }: Attach): Promise<void> {
		if (cols !== undefined && rows !== undefined) void control?.resize({ cols, rows });
		await say({ type: 'attached', from });
		const { exitCode, reason } = await exec.output(
			from,
			async (piece) => {
				if ('gap' in piece) return say({ type: 'gap', from: piece.at });
				if (!streams) return send(piece.bytes);
				await send(Buffer.concat([Buffer.from([piece.stream === 'stdout' ? 1 : 2]), piece.bytes]));
			},
			gone.signal
		);
		await say({ type: 'exit', exitCode, reason });
		socket.close(CLOSE.done);
	}

	async function fail(error: unknown): Promise<void> {
		if (gone.signal.aborted) return;
		await say({ type: 'error', ...publicError(error, unexpected) });
		socket.close(CLOSE.done);
	}

	/** Pauses the socket while the command does not read its input. */
	function type(bytes: Buffer): void {
		const stdin = control?.stdin;
		if (!stdin || stdin.destroyed || stdin.writableEnded || stdin.write(bytes)) return;
		socket.pause();
		void drained(stdin).then(() => socket.resume());
	}

	function take(message: BoxExecClientMessage): void {
		if (message.type === 'input') type(Buffer.from(message.text));
		else if (message.type === 'input-end') control?.stdin?.end();
		else if (message.type === 'resize') void control?.resize({ cols: message.cols, rows: message.rows });
		else if (message.type === 'signal') control?.signal(message.signal);
	}

	const stopWaiting = closeWhenLate(socket, 'nothing was asked for');
	socket.on('message', (data, isBinary) => {
		if (gone.signal.aborted || socket.readyState !== socket.OPEN) return;
		if (isBinary && begun) return type(Buffer.isBuffer(data) ? data : Buffer.concat([data].flat() as Buffer[]));
		const message = readOrClose(socket, boxExecClient, data, isBinary);
		if (message === null) return;
		if ((message.type === 'attach') === begun) {
			socket.close(CLOSE.invalid, begun ? 'It was attached to already.' : 'The message attach comes first.');
			return;
		}
		if (message.type !== 'attach') return take(message);
		begun = true;
		stopWaiting();
		show(message).catch(fail).catch(unexpected);
	});
	socket.on('error', () => undefined);
	socket.once('close', () => {
		stopWaiting();
		gone.abort(new Error('the socket was closed'));
		// Closes only this socket's connection: others can still write to the command's stdin.
		control?.stdin?.destroy();
	});
}
