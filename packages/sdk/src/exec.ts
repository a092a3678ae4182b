/** Commands over a WebSocket, with input, signals and an exit code. */
import type { Connection } from './call.ts';
import { connectionFailed, DogeboxError, errorOf } from './errors.ts';
import type { PupsTerminalReceives, PupsTerminalSends } from './generated.ts';

type Start = Extract<PupsTerminalSends, { type: 'start' }>;
export type CommandSignal = Extract<PupsTerminalSends, { type: 'signal' }>['signal'];
export type CommandExit = Omit<Extract<PupsTerminalReceives, { type: 'exit' }>, 'type'>;

/** What is run, as the message `start` has it. Without `terminal` output and errors are apart. */
export type Command = Omit<Start, 'type'>;

export interface RunOptions {
	/** Ends the connection, and the command with it. */
	signal?: AbortSignal | undefined;
	/** All of its standard input. Absent: `write` and `endInput` are yours to call. */
	input?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
}

/** A piece of output. */
export interface CommandOutput {
	stream: 'stdout' | 'stderr';
	bytes: Uint8Array;
}

/** What a command came to. */
export interface CommandResult extends CommandExit {
	stdout: Uint8Array;
	stderr: Uint8Array;
}

/** Bytes of one message of input; the box takes messages of up to 256 KiB. */
const PIECE = 64 * 1024;
/** Bytes of output that `collect` holds. */
const MOST = 64 * 1024 * 1024;

function fromBase64(text: string): Uint8Array {
	const binary = atob(text);
	return Uint8Array.from(binary, (sign) => sign.charCodeAt(0));
}

function toBase64(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return btoa(binary);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
	const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

const encoder = new TextEncoder();

/**
 * A command that runs. Iterate over its output once, or `collect` it, or `wait` for its end
 * without it. Who reads slowly slows the command down.
 */
export class RunningCommand implements AsyncIterable<CommandOutput> {
	/** How it ended; null until its output was read to the end. */
	exit: CommandExit | null = null;
	private readonly connection: Connection<PupsTerminalSends, PupsTerminalReceives>;
	private inputFailure: { error: unknown } | null = null;

	private constructor(connection: Connection<PupsTerminalSends, PupsTerminalReceives>) {
		this.connection = connection;
	}

	/** @param connection one that nothing was sent over yet */
	static async start(
		connection: Connection<PupsTerminalSends, PupsTerminalReceives>,
		command: Command,
		{ input }: Pick<RunOptions, 'input'> = {}
	): Promise<RunningCommand> {
		const running = new RunningCommand(connection);
		await connection.send({ type: 'start', ...command });
		// It goes its own way: the command may answer before all of it has come.
		if (input !== undefined) {
			running.pass(input).catch((error: unknown) => {
				if (running.exit) return;
				running.inputFailure ??= { error };
				connection.close();
			});
		}
		return running;
	}

	private async pass(input: NonNullable<RunOptions['input']>): Promise<void> {
		if (typeof input === 'string' || input instanceof Uint8Array) await this.write(input);
		else for await (const piece of input) await this.write(piece);
		await this.endInput();
	}

	/** Writes to its standard input. Resolves when there is room for more. */
	async write(input: string | Uint8Array): Promise<void> {
		const bytes = typeof input === 'string' ? encoder.encode(input) : input;
		for (let at = 0; at < bytes.length; at += PIECE) {
			await this.connection.send({ type: 'input-bytes', base64: toBase64(bytes.subarray(at, at + PIECE)) });
		}
	}

	/** Closes its standard input. */
	endInput(): Promise<void> {
		return this.connection.send({ type: 'input-end' });
	}

	/** Sends a signal to it and its process group. */
	kill(signal: CommandSignal = 'SIGTERM'): Promise<void> {
		return this.connection.send({ type: 'signal', signal });
	}

	/** Its terminal has another size, characters. */
	resize(cols: number, rows: number): Promise<void> {
		return this.connection.send({ type: 'resize', cols, rows });
	}

	/** Ends the connection; the box kills what still runs. */
	close(): void {
		this.connection.close();
	}

	/** @throws DogeboxError where it could not be run, or the connection broke */
	async *[Symbol.asyncIterator](): AsyncGenerator<CommandOutput> {
		for await (const message of this.connection) {
			if (message instanceof Uint8Array || message.type === 'started') continue;
			if (message.type === 'output') {
				const { output, stream } = message;
				yield { stream, bytes: 'text' in output ? encoder.encode(output.text) : fromBase64(output.base64) };
			} else if (message.type === 'exit') {
				this.exit = { exitCode: message.exitCode, reason: message.reason };
				return;
			} else if (message.type === 'error') {
				throw errorOf(0, JSON.stringify({ code: message.code, title: message.message }), null);
			}
		}
		if (this.inputFailure) throw this.inputFailure.error;
		throw connectionFailed(new Error('the connection ended before the command did'));
	}

	/** Waits for its end, and reads its output to nowhere. */
	async wait(): Promise<CommandExit> {
		for await (const _piece of this);
		return this.exit!;
	}

	/** All that it writes, and how it ended. @param most bytes of output */
	async collect(most = MOST): Promise<CommandResult> {
		const parts: Record<CommandOutput['stream'], Uint8Array[]> = { stdout: [], stderr: [] };
		let size = 0;
		for await (const { stream, bytes } of this) {
			size += bytes.length;
			if (size > most) throw new DogeboxError('answer-too-large', `The command wrote more than ${most} bytes.`);
			parts[stream].push(bytes);
		}
		return { ...this.exit!, stdout: joined(parts.stdout), stderr: joined(parts.stderr) };
	}
}
