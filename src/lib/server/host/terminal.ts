/** Starts programs in a terminal. */
import { readSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { BoxError } from '../../contract/errors.ts';
import { SYSTEM_PATH } from './spawn.ts';

export interface TerminalSize {
	cols: number;
	rows: number;
}

/** A program in a terminal of its own; it gets SIGHUP when the terminal is closed. */
export interface InTerminal {
	pid: number;
	/** What is typed. */
	input: Writable;
	/** What it shows, to the last byte; ends with the program. */
	output: Readable;
	resize(size: TerminalSize): void;
	/** Its exit status, once it has ended and its output is complete; 128+N for signal N. */
	exited: Promise<number>;
	kill(signal: NodeJS.Signals): void;
}

/**
 * Starts a program in a terminal. The native part is loaded at the first call only.
 * @throws BoxError `no-terminal` where it cannot be loaded, `host-command-failed` when the program
 *   cannot be started
 */
export async function openTerminal(
	program: string,
	args: readonly string[],
	options: TerminalSize & { env?: Record<string, string> }
): Promise<InTerminal> {
	const { spawn } = await import('@lydell/node-pty').catch((cause: unknown) => {
		throw new BoxError({
			code: 'no-terminal',
			status: 503,
			message: 'This host cannot open terminals.',
			hint: 'Install the program’s packages anew: npm ci.',
			cause
		});
	});
	const pty = spawn(program, [...args], {
		cols: options.cols,
		rows: options.rows,
		cwd: '/',
		env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', ...options.env },
		// Bytes: a letter may come in two parts.
		encoding: null
	});
	const output = new Readable({
		read: () => pty.resume(),
		destroy(error, done) {
			pty.resume();
			done(error);
		}
	});
	// With `encoding: null` these are buffers, whatever the declaration says.
	const take = (data: unknown) => {
		if (!output.destroyed && !output.push(data as Buffer)) pty.pause();
	};
	pty.onData(take);
	readToItsEnd(pty, take);
	const exited = new Promise<number>((resolve) => {
		pty.onExit(({ exitCode, signal }) => {
			if (!output.destroyed) output.push(null);
			resolve(signal ? 128 + signal : exitCode);
		});
	});
	const input = new Writable({
		write(chunk: Buffer, _encoding, done) {
			pty.write(chunk as unknown as string);
			done();
		}
	});
	for (const stream of [input, output]) stream.on('error', () => {});
	return {
		pid: pty.pid,
		input,
		output,
		exited,
		resize({ cols, rows }) {
			try {
				pty.resize(cols, rows);
			} catch {
				// It has ended.
			}
		},
		kill(signal) {
			try {
				pty.kill(signal);
			} catch {
				// It has ended.
			}
		}
	};
}

/** What is read of a terminal at once, bytes. The kernel gives four thousand at most. */
const PIECE = 8192;

/**
 * Has a terminal read to its end before it is closed. Else the last of it is lost in three ways:
 * node-pty closes it 200 ms after the program ended, read or not; node throws away what it holds of
 * a paused stream when the kernel tells the end (EIO); libuv takes a hangup for the end as soon as
 * one read gave less than it had asked for, although more is there. What is left then is some
 * kilobytes at most: a program that writes more waits for its reader.
 * @param take gets what was left
 */
function readToItsEnd(pty: object, take: (piece: Buffer) => void): void {
	// Not part of its interface; a test of the runtime tells when a later version has it no more.
	const { _socket: socket, fd } = pty as { _socket?: Readable; fd?: number };
	if (!socket || fd === undefined) return;
	const destroy = socket.destroy.bind(socket);
	let closing = false;
	socket.destroy = (error?: Error) => {
		if (closing) return socket;
		closing = true;
		// It gives these as it gives all others.
		while (socket.read() !== null);
		const piece = Buffer.allocUnsafe(PIECE);
		try {
			for (let length; (length = readSync(fd, piece)) > 0;) take(Buffer.from(piece.subarray(0, length)));
		} catch {
			// EIO: that was all. EAGAIN: somebody else still holds the terminal.
		}
		return destroy(error);
	};
}
