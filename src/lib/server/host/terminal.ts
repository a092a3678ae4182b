/** Starts programs in a terminal. */
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
	/** What it shows; ends with the program. */
	output: Readable;
	resize(size: TerminalSize): void;
	/** Its exit status; 128+N for signal N. */
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
	pty.onData((data: unknown) => {
		if (!output.destroyed && !output.push(data as Buffer)) pty.pause();
	});
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
