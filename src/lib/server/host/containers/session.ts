/**
 * A program that an OCI runtime runs in the foreground for a client: its streams, its terminal, its
 * end.
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

/** What the caller may tell a session beside its input. */
export const sessionMessage = v.variant('type', [
	v.object({ type: v.literal('resize'), size: terminalSize }),
	/** To the program itself. */
	v.object({ type: v.literal('signal'), signal: v.picklist(COMMAND_SIGNALS) }),
	/** Ends it and all that it started. */
	v.object({ type: v.literal('kill') })
]);
export type SessionMessage = v.InferOutput<typeof sessionMessage>;

/** Of what a session's output begins with. */
export const BEGUN_BYTES = 5;
const BEGUN = 6;

/**
 * First of a session's output, in one piece: the program runs. What comes before it failed is told
 * by the result alone.
 * @param pid of the program; null for one that has ended by now
 */
export function begunText(pid: number | null): Buffer {
	const text = Buffer.alloc(BEGUN_BYTES, BEGUN);
	text.writeUInt32LE(pid ?? 0, 1);
	return text;
}

/** The program's id in it, as the host counts; null where it is not known. */
export const pidOfBegun = (text: Buffer): number | null => text.readUInt32LE(1) || null;

/**
 * How often it is looked whether the program still lives, milliseconds: its runtime waits for
 * whoever else holds its output.
 */
const POLL_MS = 100;
/** Words of a runtime that are kept to say why it could not run something, bytes. */
const MAX_WORDS = 4000;

/** The runtime's process, or the program itself. */
interface Runner {
	pid: number;
	input: Writable;
	output: Readable;
	/** Null where a terminal mixes both. */
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
	 * File into which the runtime writes the program's process id once it runs; null where what is
	 * launched is the program itself.
	 */
	pidFile: string | null;
	/** Ends everything that the program started, and itself. */
	killAll: () => Promise<void>;
	/** The error for a program that never ran, from the runtime's words. */
	failure: (words: string) => BoxError;
	/** The error for what could not be launched; without it, that of the launch itself. */
	notLaunched?: (error: unknown) => unknown;
	/**
	 * How the program ended, where the runtime's own exit status says less; null: it never ran.
	 * Without a file with its process id it ran all the same where this says so.
	 */
	endOf?: (status: number) => Promise<number | null>;
}

/**
 * Runs it to its end. Its group is killed when the program has ended and when the caller gives up.
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
	const killAll = () => {
		options.killAll().catch(() => {});
		// Before the program runs there is only the runtime.
		if (!program) runner.kill();
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
			// It has ended already, and what it left may hold the output that the runtime waits
			// for.
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
		runner.kill();
		if (!ended) await options.killAll().catch(() => {});
		runner.release();
	}
}

/**
 * Aborts when it is given up before it is launched. Who enters a container by itself can be held
 * still there by a signal, before it has become the program; it is killed then, as a runtime is.
 */
function givenUp({ signal }: VerbContext, channel: VerbChannel<SessionMessage>): AbortSignal {
	const killed = new AbortController();
	channel.onMessage(({ type }) => {
		if (type === 'kill') killed.abort();
	});
	return signal ? AbortSignal.any([signal, killed.signal]) : killed.signal;
}

/** Waits for the file with the process id. */
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
		// What is launched leads a process group; crun is several processes.
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

/** Holds back what comes before the program runs: those are the runtime's own words. */
function collect(runner: Runner) {
	const streams = runner.errors ? [runner.output, runner.errors] : [runner.output];
	const early = streams.map((): Buffer[] => []);
	const keep = streams.map((_, index) => (chunk: Buffer) => {
		const kept = early[index]!;
		kept.push(chunk);
		// More than a runtime says: it is the program's, and waits in the pipe.
		if (kept.reduce((sum, one) => sum + one.length, 0) > MAX_WORDS) streams[index]!.pause();
	});
	streams.forEach((stream, index) => stream.on('data', keep[index]!));
	const ended = streams.map((stream) => finished(stream, { writable: false }).catch(() => {}));
	let passed: Promise<unknown>[] = [];
	return {
		/** All of it, of a runtime that has ended. */
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
				// A caller that went away takes nothing more; the signal tells of it.
				target.once('close', () => stream.destroy());
				stream.pipe(target, { end: false });
				return ended[index]!;
			});
		},
		/** All output was handed on. */
		done: () => Promise.all(passed)
	};
}

/**
 * The size of a session's terminal, and its input. What comes after a new size waits until the
 * program would see that size: crun hands it on to no terminal, and runc by a signal, some time
 * later. Of many sizes that come while one is set, the last is set.
 */
function sizeOf(runner: Runner, hasTerminal: boolean, channel: VerbChannel<SessionMessage>, context: VerbContext) {
	let wanted: TerminalSize | null = null;
	/** The program gets what comes. */
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
		// It may have ended meanwhile.
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
		/** The program runs: from now on it gets its input. */
		begin: (program: ProcessIdentity | null) => void settle(program),
		end() {
			ended = true;
			flowing = false;
			channel.stdin.unpipe(runner.input);
		}
	};
}

/** Sets the size of the terminal at a process' standard input; nothing where there is none. */
async function resizeTerminalOf(pid: number, { cols, rows }: TerminalSize, context: VerbContext): Promise<void> {
	const args = ['-F', `/proc/${pid}/fd/0`, 'cols', String(cols), 'rows', String(rows)];
	await context.spawn('stty', args, { timeoutMs: 2000 }).catch(() => {});
}
