/** The one place that starts programs. Arguments are arrays; there is no shell. */
import { execFile, spawn as startProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { constants } from 'node:os';
import { BoxError, messageOf } from '../../contract/errors.ts';
import { commandFailure } from './command-words.ts';
import { createForkServer, type ForkServer } from './fork-server/index.ts';
import { systemCalls } from './system-calls.ts';
import { findProgram, SYSTEM_PATH } from './system-path.ts';

export interface SpawnOptions {
	cwd?: string;
	/** Whole environment of the program; nothing is inherited but PATH. */
	env?: Record<string, string>;
	/** Text for its standard input; secrets go this way, never in arguments. */
	input?: string;
	signal?: AbortSignal | undefined;
	/** Milliseconds; default 60 s. */
	timeoutMs?: number;
	/** Called with each line of stdout and stderr. */
	onLine?: (line: string) => void;
	/** Exit codes beside 0 that are no error. */
	allow?: number[];
	/** Of the fork server's, in the place of a program; its name is for words. */
	task?: string;
}

export interface SpawnResult {
	exitCode: number;
	stdout: string;
	stderr: string;
}

/**
 * Runs a program to its end.
 * @throws BoxError `host-command-failed` with the program's last words
 */
export type Spawner = (program: string, args: readonly string[], options?: SpawnOptions) => Promise<SpawnResult>;

export { SYSTEM_PATH };

const SIGNAL_NUMBERS: Partial<Record<string, number>> = constants.signals;

/** Output kept per stream, bytes; what is beyond was given line by line. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** How a program ended. */
interface Ending {
	exitCode: number | undefined;
	stdout: string;
	stderr: string;
	timedOut: boolean;
	canceled: boolean;
	/** The system's word where it did not run to its end: `ENOENT`, `SIGKILL`. */
	ended: string | null;
	cause: unknown;
}

interface RunOptions {
	env: Record<string, string>;
	timeoutMs: number;
}

/** After SIGTERM a program has this long, milliseconds. */
const FORCE_AFTER_MS = 5000;

let found: ForkServer | null | undefined;

/** Null where perl is missing, or its system calls are not known here. */
function forkServer(): ForkServer | null {
	if (found !== undefined) return found;
	const [perl, calls] = [findProgram('perl'), systemCalls()];
	found = perl && calls ? createForkServer(perl, calls, { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8' }) : null;
	return found;
}

/**
 * A program whose output is looked at only when it has ended. Starting a pup takes half a dozen of
 * these: node's own call takes 4 ms each, execa 9 ms (measured with 110 MB of heap, of which a
 * third is our own processor time).
 */
function runShort(program: string, args: readonly string[], options: SpawnOptions & RunOptions): Promise<Ending> {
	const server = forkServer();
	if (server) return runServed(server, program, args, options);
	if (options.task === undefined) return runByNode(program, args, options);
	const message = `${program} needs perl, which is not installed.`;
	throw new BoxError({ code: 'program-missing', status: 503, message, hint: 'apt-get install -y perl-base' });
}

async function runServed(
	server: ForkServer,
	program: string,
	args: readonly string[],
	{ env, cwd = process.cwd(), task, input = '', timeoutMs, signal }: SpawnOptions & RunOptions
): Promise<Ending> {
	const run = server.run({ program: task === undefined ? program : '', args, env, cwd, task, input });
	let timedOut = false;
	let force: NodeJS.Timeout | undefined;
	const end = () => {
		run.kill('SIGTERM');
		clearTimeout(force);
		force = setTimeout(() => run.kill('SIGKILL'), FORCE_AFTER_MS).unref();
	};
	const timer = setTimeout(() => {
		timedOut = true;
		end();
	}, timeoutMs).unref();
	signal?.addEventListener('abort', end, { once: true });
	const canceled = (failed: boolean) => failed && signal?.aborted === true;
	try {
		const { exitCode, signal: by, stdout, stderr, tooMuch } = await run.ended;
		const failed = exitCode !== 0 || tooMuch;
		return {
			exitCode: tooMuch ? undefined : (exitCode ?? undefined),
			stdout: stdout.replace(/\n$/, ''),
			stderr: stderr.replace(/\n$/, ''),
			timedOut: timedOut && failed && !canceled(failed),
			canceled: canceled(failed),
			ended: tooMuch ? 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' : by,
			cause: failed ? new Error(`${program} ended with ${exitCode ?? by}`) : null
		};
	} catch (cause) {
		const ended = (cause as NodeJS.ErrnoException).code ?? null;
		return { exitCode: undefined, stdout: '', stderr: '', timedOut: false, canceled: canceled(true), ended, cause };
	} finally {
		clearTimeout(timer);
		clearTimeout(force);
		signal?.removeEventListener('abort', end);
	}
}

function runByNode(program: string, args: readonly string[], options: SpawnOptions & RunOptions): Promise<Ending> {
	return new Promise((resolve) => {
		const child = execFile(
			program,
			[...args],
			{
				env: options.env,
				timeout: options.timeoutMs,
				maxBuffer: MAX_OUTPUT,
				encoding: 'utf8',
				...(options.cwd !== undefined && { cwd: options.cwd })
			},
			(error, stdout, stderr) => {
				clearTimeout(force);
				options.signal?.removeEventListener('abort', cancel);
				const canceled = error !== null && options.signal?.aborted === true;
				resolve({
					exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : undefined,
					stdout: stdout.replace(/\n$/, ''),
					stderr: stderr.replace(/\n$/, ''),
					timedOut: error?.killed === true && !canceled && error.code !== 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER',
					canceled,
					ended: error === null || typeof error.code === 'number' ? null : (error.signal ?? error.code ?? null),
					cause: error
				});
			}
		);
		let force = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs + FORCE_AFTER_MS).unref();
		// Not node's own `signal`: it answers before the program has ended, and what is undone then
		// comes too early.
		const cancel = () => {
			child.kill('SIGTERM');
			clearTimeout(force);
			force = setTimeout(() => child.kill('SIGKILL'), FORCE_AFTER_MS).unref();
		};
		options.signal?.addEventListener('abort', cancel, { once: true });
		// A program that ends without reading must not end us.
		child.stdin?.on('error', () => {});
		child.stdin?.end(options.input ?? '');
	});
}

/** A program that runs long: its output comes line by line as it is written. */
async function runReporting(
	program: string,
	args: readonly string[],
	options: SpawnOptions & RunOptions & { onLine: (line: string) => void }
): Promise<Ending> {
	// Of no use at rest, where it would weigh more than a megabyte.
	const { execa } = await import('execa');
	const running = execa(program, args, {
		reject: false,
		extendEnv: false,
		env: options.env,
		...(options.cwd !== undefined && { cwd: options.cwd }),
		...(options.input !== undefined ? { input: options.input } : { stdin: 'ignore' as const }),
		...(options.signal && { cancelSignal: options.signal }),
		timeout: options.timeoutMs,
		killSignal: 'SIGTERM',
		forceKillAfterDelay: FORCE_AFTER_MS,
		maxBuffer: MAX_OUTPUT,
		stripFinalNewline: true
	});
	const pump = async (from: 'stdout' | 'stderr') => {
		for await (const line of running.iterable({ from })) options.onLine(String(line));
	};
	await Promise.allSettled([pump('stdout'), pump('stderr')]);
	const result = await running;
	return {
		exitCode: result.exitCode,
		stdout: String(result.stdout ?? ''),
		stderr: String(result.stderr ?? ''),
		timedOut: result.timedOut,
		canceled: result.isCanceled,
		ended: result.signal ?? result.code ?? null,
		cause: result
	};
}

export function createSpawner(): Spawner {
	return async (program, args, options = {}) => {
		const { onLine } = options;
		const run = {
			...options,
			env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', HOME: '/root', ...options.env },
			timeoutMs: options.timeoutMs ?? 60_000
		};
		options.signal?.throwIfAborted();
		const end = await (onLine ? runReporting(program, args, { ...run, onLine }) : runShort(program, args, run));
		if (end.canceled) throw options.signal?.reason ?? new Error('cancelled');
		if (end.exitCode === undefined || (end.exitCode !== 0 && !options.allow?.includes(end.exitCode))) {
			throw new BoxError({
				code: end.timedOut ? 'host-command-timeout' : 'host-command-failed',
				status: 500,
				message: commandFailure({ program, ...end }),
				cause: end.cause
			});
		}
		return { exitCode: end.exitCode, stdout: end.stdout, stderr: end.stderr };
	};
}

export interface LaunchOptions {
	/** Whole environment of the program beside PATH. */
	env?: Record<string, string>;
	cwd?: string;
	/** Pipes beside the standard three, as descriptors 3, 4 …, which it reads or writes. */
	pipes?: readonly ('reads' | 'writes')[];
	/** Of the fork server's, before it becomes the program. */
	task?: string | undefined;
	/** Kills it during that task. */
	signal?: AbortSignal | undefined;
}

/** A program that lives on when we end. */
export interface Launched {
	pid: number;
	stdin: Writable;
	stdout: Readable;
	stderr: Readable;
	/** Descriptors 3, 4 …: our ends. */
	pipes: (Readable & Writable)[];
	/** Its exit status when it ends while we live; 128+N for signal N. */
	exited: Promise<number>;
	/** Closes our ends of all pipes and forgets it, so that it keeps no event loop alive. */
	release(): void;
}

/**
 * Starts a program in a session of its own that outlives this process.
 * @throws BoxError `host-command-failed` when it cannot be started
 */
export type Launcher = (program: string, args: readonly string[], options?: LaunchOptions) => Promise<Launched>;

const notStarted = (program: string, cause: unknown) => {
	const message = `${program} could not be started: ${messageOf(cause)}`;
	return new BoxError({ code: 'host-command-failed', status: 500, message, cause });
};

export function createLauncher(): Launcher {
	return async (program, args, options = {}) => {
		// A process of two users (setuid, or a test) may not open another's streams in /proc.
		const server = process.getuid?.() === process.geteuid?.() ? forkServer() : null;
		if (!server) return launchByNode(program, args, options);
		const { env, cwd = process.cwd(), pipes = [], task, signal } = options;
		const order = { program, args, env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', ...env }, cwd, task };
		const started = await server
			.start(order, `ioo${pipes.map((way) => (way === 'reads' ? 'i' : 'o')).join('')}`, signal)
			.catch((cause: unknown) => {
				throw notStarted(program, cause);
			});
		const [stdin, stdout, stderr, ...more] = started.streams;
		return {
			pid: started.pid,
			stdin: stdin as Writable,
			stdout: stdout as Readable,
			stderr: stderr as Readable,
			pipes: more as (Readable & Writable)[],
			exited: started.exited,
			release: started.release
		};
	};
}

async function launchByNode(
	program: string,
	args: readonly string[],
	{ env, cwd, pipes = [], task }: LaunchOptions
): Promise<Launched> {
	if (task !== undefined) throw notStarted(program, 'perl is not installed');
	const child = startProcess(program, [...args], {
		detached: true,
		env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', ...env },
		stdio: ['pipe', 'pipe', 'pipe', ...pipes.map(() => 'pipe' as const)],
		...(cwd !== undefined && { cwd })
	});
	const exited = new Promise<number>((resolve) => {
		child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? (SIGNAL_NUMBERS[signal] ?? 0) : 0)));
	});
	await new Promise<void>((resolve, reject) => {
		child.once('spawn', resolve);
		child.once('error', (cause) => reject(notStarted(program, cause)));
	});
	const ends = child.stdio.filter((end) => end !== null && end !== undefined);
	// A reader that went away must not end dogeboxd.
	for (const end of ends) end.on('error', () => {});
	return {
		pid: child.pid!,
		stdin: child.stdin as Writable,
		stdout: child.stdout as Readable,
		stderr: child.stderr as Readable,
		pipes: child.stdio.slice(3) as (Readable & Writable)[],
		exited,
		release() {
			for (const end of ends) end.destroy();
			child.unref();
		}
	};
}
