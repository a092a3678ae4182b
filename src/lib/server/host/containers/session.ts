/**
 * Runs a program in the foreground through an OCI runtime for a client: its streams, its terminal,
 * its end.
 */
import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import * as v from 'valibot';
import type { BoxError } from '../../../contract/errors.ts';
import { COMMAND_SIGNALS, terminalSize } from '../../../contract/terminal-size.ts';
import type { VerbChannel } from '../channel.ts';
import { identify, isAlive, killProcess, signalProcess, type ProcessIdentity } from '../process-identity.ts';
import type { ForegroundRuntime } from '../programs.ts';
import { openTerminal, type TerminalSize } from '../terminal.ts';
import type { VerbContext } from '../verb.ts';

/** Messages of the caller to a session, besides its input. */
export const sessionMessage = v.variant('type', [
	v.object({ type: v.literal('resize'), size: terminalSize }),
	/** Sends a signal to the program itself. */
	v.object({ type: v.literal('signal'), signal: v.picklist(COMMAND_SIGNALS) }),
	/** Kills the program and everything that it started. */
	v.object({ type: v.literal('kill') })
]);
export type SessionMessage = v.InferOutput<typeof sessionMessage>;

/** Length of the first chunk of a session's output, bytes; see {@link begunText}. */
export const BEGUN_BYTES = 5;
const BEGUN = 6;

/**
 * First chunk of a session's output: the program is running. Failures before that are only reported
 * by the result.
 * @param pid of the program; null for one that has already ended
 */
export function begunText(pid: number | null): Buffer {
	const text = Buffer.alloc(BEGUN_BYTES, BEGUN);
	text.writeUInt32LE(pid ?? 0, 1);
	return text;
}

/** Reads the program's host process id from that chunk; null when it is unknown. */
export const pidOfBegun = (text: Buffer): number | null => text.readUInt32LE(1) || null;

/**
 * Interval for checking that the program still runs, milliseconds. Its runtime keeps waiting for
 * any other process that has the output open.
 */
const POLL_MS = 100;
/** Bytes of the runtime's output that are kept to explain a failure. */
const MAX_WORDS = 4000;

/** The runtime's process, or the program itself. */
interface Runner {
	pid: number;
	input: Writable;
	output: Readable;
	/** Null for a terminal, which mixes both. */
	errors: Readable | null;
	exited: Promise<number>;
	kill(): void;
	resize(size: TerminalSize): void;
	release(): void;
}

export interface SessionOptions extends ForegroundRuntime {
	args: string[];
	env: Record<string, string>;
	terminal: TerminalSize | null;
	/**
	 * File into which the runtime writes the program's process id when it runs. Null when the
	 * launched process is the program itself.
	 */
	pidFile: string | null;
	/** Kills the program and everything that it started. */
	killAll: () => Promise<void>;
	/** Builds the error for a program that never ran from the runtime's output. */
	failure: (words: string) => BoxError;
	/** Maps the error of a failed launch; by default that error is thrown unchanged. */
	notLaunched?: (error: unknown) => unknown;
	/**
	 * Returns how the program ended when the runtime's exit status is not precise; null: it never
	 * ran. Without a pid file this also decides whether it ran at all.
	 */
	endOf?: (status: number) => Promise<number | null>;
}

/**
 * Runs the program to its end. Kills its group when it has ended or the caller gives up.
 * @returns the program's exit status
 */
export async function runSession(
	options: SessionOptions,
	context: VerbContext,
	channel: VerbChannel<SessionMessage>
): Promise<{ exitCode: number }> {
	const begun = options.pidFile === null ? null : watchPidFile(options.pidFile);
	const early = begun ? undefined : givenUp(context, channel);
	const starting = options.terminal ? inTerminal(options, options.terminal) : withPipes(options, context, early);
	const runner = await starting.catch(async (error: unknown) => {
		begun?.close();
		await options.killAll().catch(() => {});
		context.signal?.throwIfAborted();
		throw options.notLaunched?.(error) ?? error;
	});
	let program: ProcessIdentity | null = null;
	let poll: NodeJS.Timeout | undefined;
	let ended = false;
	let exited = false;
	// From then on its process id may belong to another process.
	void runner.exited.then(() => (exited = true));
	const killRunner = () => {
		if (!exited) runner.kill();
	};
	const killAll = () => {
		options.killAll().catch(() => {});
		// Before the program runs there is only the runtime.
		if (!program) killRunner();
	};
	const giveUp = () => killAll();
	context.signal?.addEventListener('abort', giveUp, { once: true });
	if ((early ?? context.signal)?.aborted) giveUp();
	const size = sizeOf(runner, options.terminal !== null, channel, context);
	channel.onMessage((message) => {
		if (message.type === 'resize') size.set(message.size, program);
		if (message.type === 'kill') killAll();
		if (message.type === 'signal' && program) signalProcess(program, message.signal);
	});
	const words = collect(runner);
	try {
		const pid = begun ? await Promise.race([begun.pid, runner.exited.then(() => begun.last())]) : runner.pid;
		if (pid === null) {
			const code = await runner.exited;
			context.signal?.throwIfAborted();
			if (!options.endOf || (await options.endOf(code)) === null) {
				throw options.failure((await words.all()) || `exit status ${code}`);
			}
		}
		program = pid === null ? null : identify(pid);
		if (program && begun) {
			const own = program;
			poll = setInterval(() => {
				if (!isAlive(own)) options.killAll().catch(() => {});
			}, POLL_MS);
		} else if (begun) {
			// The program has already ended. What it left behind may hold the output open that the
			// runtime waits for.
			await options.killAll();
		}
		channel.stdout.write(begunText(pid));
		words.passOn(channel);
		size.begin(program);
		const status = await runner.exited;
		const exitCode = (await options.endOf?.(status)) ?? status;
		await options.killAll();
		ended = true;
		await words.done();
		context.signal?.throwIfAborted();
		return { exitCode };
	} finally {
		clearInterval(poll);
		begun?.close();
		context.signal?.removeEventListener('abort', giveUp);
		size.end();
		killRunner();
		if (!ended) await options.killAll().catch(() => {});
		runner.release();
	}
}

/**
 * Returns a signal that aborts when the caller gives up before the launch. A process that enters a
 * container directly can be stopped by a signal before it becomes the program; it is then killed.
 */
function givenUp({ signal }: VerbContext, channel: VerbChannel<SessionMessage>): AbortSignal {
	const killed = new AbortController();
	channel.onMessage(({ type }) => {
		if (type === 'kill') killed.abort();
	});
	return signal ? AbortSignal.any([signal, killed.signal]) : killed.signal;
}

/** Waits for the pid file. */
function watchPidFile(file: string): { pid: Promise<number>; last(): Promise<number | null>; close(): void } {
	const read = async () => {
		const pid = Number(await readFile(file, 'utf8').catch(() => ''));
		return Number.isInteger(pid) && pid > 1 ? pid : null;
	};
	const watcher = watch(dirname(file), { persistent: false });
	const pid = new Promise<number>((resolve) => {
		watcher.on('change', (_kind, name) => {
			if (name !== basename(file)) return;
			void read().then((found) => {
				if (found !== null) resolve(found);
			});
		});
	});
	watcher.on('error', () => {});
	return { pid, last: read, close: () => watcher.close() };
}

async function withPipes(options: SessionOptions, context: VerbContext, signal?: AbortSignal): Promise<Runner> {
	const { program, args, env, crun } = options;
	const started = await context.launch(program, args, { env, cwd: '/', task: crun?.task, signal });
	return {
		pid: started.pid,
		input: started.stdin,
		output: started.stdout,
		errors: started.stderr,
		exited: started.exited,
		// The launched process leads a process group; crun is several processes.
		kill: () => killProcess(crun ? -started.pid : started.pid),
		resize: () => {},
		release: () => started.release()
	};
}

async function inTerminal(options: SessionOptions, size: TerminalSize): Promise<Runner> {
	const { program, args, env } = options;
	const started = await openTerminal(program, args, { ...size, env });
	return {
		pid: started.pid,
		input: started.input,
		output: started.output,
		errors: null,
		exited: started.exited,
		kill: () => started.kill('SIGKILL'),
		resize: (next) => started.resize(next),
		release: () => {
			started.input.destroy();
			started.output.destroy();
		}
	};
}

/** Buffers output from before the program runs, which is the runtime's own. */
function collect(runner: Runner) {
	const streams = runner.errors ? [runner.output, runner.errors] : [runner.output];
	const early = streams.map((): Buffer[] => []);
	const keep = streams.map((_, index) => (chunk: Buffer) => {
		const kept = early[index]!;
		kept.push(chunk);
		// More than a runtime writes: this is the program's output, which waits in the pipe.
		if (kept.reduce((sum, one) => sum + one.length, 0) > MAX_WORDS) streams[index]!.pause();
	});
	streams.forEach((stream, index) => stream.on('data', keep[index]!));
	const ended = streams.map((stream) => finished(stream, { writable: false }).catch(() => {}));
	let passed: Promise<unknown>[] = [];
	return {
		/** Returns the complete output of a runtime that has ended. */
		async all() {
			await Promise.all(ended);
			return Buffer.concat(early.flat()).toString('utf8').trim();
		},
		passOn(channel: VerbChannel<SessionMessage>) {
			const targets = [channel.stdout, channel.stderr];
			passed = streams.map((stream, index) => {
				const target = targets[index]!;
				stream.off('data', keep[index]!);
				for (const chunk of early[index]!) target.write(chunk);
				// A caller that went away reads nothing more; the signal reports it.
				target.once('close', () => stream.destroy());
				stream.pipe(target, { end: false });
				return ended[index]!;
			});
		},
		/** Resolves when all output has been passed on. */
		done: () => Promise.all(passed)
	};
}

/**
 * The size of a session's terminal, and its input. Input after a resize waits until the program
 * would see the new size: crun never passes it on to a terminal, and runc does so some time later,
 * after a signal. Of several sizes that arrive during a resize only the last one is set.
 */
function sizeOf(runner: Runner, hasTerminal: boolean, channel: VerbChannel<SessionMessage>, context: VerbContext) {
	let wanted: TerminalSize | null = null;
	/** Input is passed on to the program. */
	let flowing = false;
	let ended = false;
	async function settle(program: ProcessIdentity | null) {
		flowing = false;
		channel.stdin.unpipe(runner.input);
		while (wanted && program && isAlive(program)) {
			const next = wanted;
			wanted = null;
			await resizeTerminalOf(program.pid, next, context);
		}
		wanted = null;
		// The session may have ended meanwhile.
		if (ended) return;
		flowing = true;
		channel.stdin.pipe(runner.input);
	}
	return {
		set(next: TerminalSize, program: ProcessIdentity | null) {
			runner.resize(next);
			if (!hasTerminal) return;
			wanted = next;
			if (flowing) void settle(program);
		},
		/** The program runs: pass on its input from now on. */
		begin: (program: ProcessIdentity | null) => void settle(program),
		end() {
			ended = true;
			flowing = false;
			channel.stdin.unpipe(runner.input);
		}
	};
}

/** Resizes the terminal at a process's standard input. Does nothing without a terminal. */
async function resizeTerminalOf(pid: number, { cols, rows }: TerminalSize, context: VerbContext): Promise<void> {
	const args = ['-F', `/proc/${pid}/fd/0`, 'cols', String(cols), 'rows', String(rows)];
	await context.spawn('stty', args, { timeoutMs: 2000 }).catch(() => {});
}
