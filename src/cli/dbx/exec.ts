/** `dbx exec`: a command inside of a pup, with its input, its terminal and its exit code. */
import type { WebSocket } from 'ws';
import type { ExecOutput, TerminalClientMessage, TerminalServerMessage } from '../../lib/contract/exec.ts';
import type { Session } from './around.ts';
import { eachMessage } from './connection.ts';
import { EXIT, Failure } from './failure.ts';

/** Bytes of input on the way; more is not read before they have left. */
const MAX_ON_THE_WAY = 1024 * 1024;
/** Bytes of input in one message. */
const PIECE = 64 * 1024;

export interface ExecOptions {
	service?: string | undefined;
	cwd?: string | undefined;
	env?: Record<string, string>;
	interactive?: boolean | undefined;
	tty?: boolean | undefined;
	timeoutMs?: number | undefined;
}

const bytesOf = (output: ExecOutput) =>
	'text' in output ? Buffer.from(output.text) : Buffer.from(output.base64, 'base64');

/** Ends of commands that never began, as container managers number them. */
function beginFailure(code: string, message: string): Failure {
	if (code === 'command-not-found') return new Failure(EXIT.execNotFound, message);
	if (code === 'command-not-executable') return new Failure(EXIT.execNotExecutable, message);
	return new Failure(EXIT.execFailed, message);
}

/**
 * Runs a command and gives its exit code.
 * @param pupId id of the pup
 * @throws Failure with 125 to 127 where it did not begin
 */
export async function exec(session: Session, pupId: string, argv: string[], options: ExecOptions): Promise<number> {
	const { stdin, stdout, stderr } = process;
	const tty = options.tty === true;
	if (tty && !session.around.terminal.in) {
		throw new Failure(EXIT.usage, 'There is no terminal here.', { hint: 'Leave -t out.' });
	}
	const socket = await session.connection().socket(`/pups/${pupId}/exec`);
	const send = (message: TerminalClientMessage) => {
		if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
	};
	const size = () => ({ cols: stdout.columns || 80, rows: stdout.rows || 24 });
	const resized = () => send({ type: 'resize', ...size() });
	const signals = (['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const).map((signal) => {
		const pass = () => send({ type: 'signal', signal });
		process.on(signal, pass);
		return () => void process.off(signal, pass);
	});
	if (tty) {
		stdin.setRawMode(true);
		stdout.on('resize', resized);
	}
	try {
		return await new Promise<number>((resolve, reject) => {
			socket.once('error', (error) => reject(new Failure(EXIT.away, `The connection broke: ${error.message}.`)));
			socket.once('close', (code) =>
				reject(new Failure(code === 4401 ? EXIT.refused : EXIT.away, 'The connection ended before the command did.'))
			);
			const take = (message: TerminalServerMessage) => {
				if (message.type === 'output') {
					const to = message.stream === 'stdout' ? stdout : stderr;
					if (to.write(bytesOf(message.output))) return;
					// Who reads slowly slows the command down.
					socket.pause();
					to.once('drain', () => socket.resume());
				} else if (message.type === 'exit') resolve(message.exitCode);
				else if (message.type === 'error') reject(beginFailure(message.code, message.message));
			};
			eachMessage(socket, take, reject);
			send({
				type: 'start',
				argv,
				service: options.service,
				cwd: options.cwd,
				env: options.env,
				timeoutMs: options.timeoutMs,
				terminal: tty ? size() : undefined
			});
			if (options.interactive || tty) passInput(socket, send);
			else send({ type: 'input-end' });
		});
	} finally {
		for (const off of signals) off();
		if (tty) {
			stdin.setRawMode(false);
			stdout.off('resize', resized);
		}
		stdin.destroy();
		socket.terminate();
	}
}

/** Hands the standard input on, no faster than it goes. */
function passInput(socket: WebSocket, send: (message: TerminalClientMessage) => void): void {
	const { stdin } = process;
	stdin.on('data', (chunk: Buffer) => {
		for (let at = 0; at < chunk.length; at += PIECE) {
			send({ type: 'input-bytes', base64: chunk.subarray(at, at + PIECE).toString('base64') });
		}
		if (socket.bufferedAmount < MAX_ON_THE_WAY) return;
		stdin.pause();
		const look = setInterval(() => {
			if (socket.bufferedAmount >= MAX_ON_THE_WAY && socket.readyState === socket.OPEN) return;
			clearInterval(look);
			stdin.resume();
		}, 20);
	});
	stdin.on('error', () => send({ type: 'input-end' }));
	stdin.once('end', () => send({ type: 'input-end' }));
}
