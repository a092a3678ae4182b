/** Starts programs in a terminal. */
import { readSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import { BoxError } from '../../contract/errors.ts';
import { SYSTEM_PATH } from './spawn.ts';

export interface TerminalSize {
	cols: number;
	rows: number;
}

/** A program in a terminal of its own. It gets SIGHUP when the terminal is closed. */
export interface InTerminal {
	pid: number;
	/** Takes the user's keystrokes. */
	input: Writable;
	/** The complete output of the program; ends with the program. */
	output: Readable;
	resize(size: TerminalSize): void;
	/** Exit status, after the program has ended and its output is complete; 128+N for signal N. */
	exited: Promise<number>;
	kill(signal: NodeJS.Signals): void;
}

/**
 * Starts a program in a terminal. The native module is loaded on the first call.
 * @throws BoxError `no-terminal` when it cannot be loaded, `host-command-failed` when the program
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
			hint: 'Install the program’s packages again: npm ci.',
			cause
		});
	});
	const pty = spawn(program, [...args], {
		cols: options.cols,
		rows: options.rows,
		cwd: '/',
		env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', ...options.env },
		// Buffers: one character may be split between two chunks.
		encoding: null
	});
	const output = new Readable({
		read: () => pty.resume(),
		destroy(error, done) {
			pty.resume();
			done(error);
		}
	});
	// With `encoding: null` these are buffers, although the type declaration says string.
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
				// The program has ended.
			}
		},
		kill(signal) {
			try {
				pty.kill(signal);
			} catch {
				// The program has ended.
			}
		}
	};
}

/** Bytes per read of a terminal. The kernel returns at most four thousand. */
const PIECE = 8192;

/**
 * Makes node-pty read a terminal to its end before closing it. Otherwise the end of the output is
 * lost in three ways. node-pty closes the terminal 200 ms after the program ended, read or not.
 * node discards the buffer of a paused stream when the kernel reports the end (EIO). libuv takes a
 * hangup for the end after one short read, although more data is available. At most some kilobytes
 * are left then, because a program that writes more waits for its reader.
 * @param take gets the rest
 */
function readToItsEnd(pty: object, take: (piece: Buffer) => void): void {
	// Not part of its interface. An integration test fails when a later version drops these fields.
	const { _socket: socket, fd } = pty as { _socket?: Readable; fd?: number };
	if (!socket || fd === undefined) return;
	const destroy = socket.destroy.bind(socket);
	let closing = false;
	socket.destroy = (error?: Error) => {
		if (closing) return socket;
		closing = true;
		// read() emits this data through the usual handler.
		while (socket.read() !== null);
		const piece = Buffer.allocUnsafe(PIECE);
		try {
			for (let length; (length = readSync(fd, piece)) > 0;) take(Buffer.from(piece.subarray(0, length)));
		} catch {
			// EIO: everything was read. EAGAIN: another process still has the terminal open.
		}
		return destroy(error);
	};
}
