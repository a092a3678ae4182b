/** The only module that starts programs. Arguments are arrays; there is no shell. */
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
	/** The program's whole environment; only PATH is inherited. */
	env?: Record<string, string>;
	/** Text for standard input. Secrets are passed here, never in arguments. */
	input?: string;
	signal?: AbortSignal | undefined;
	/** Milliseconds; default 60 s. */
	timeoutMs?: number;
	/** Called with each line of stdout and stderr. */
	onLine?: (line: string) => void;
	/** Exit codes besides 0 that are not errors. */
	allow?: number[];
	/** Task of the fork server that runs instead of a program; its name appears in messages. */
	task?: string;
}

export interface SpawnResult {
	exitCode: number;
	stdout: string;
	stderr: string;
}

/**
 * Runs a program to its end.
 * @throws BoxError `host-command-failed` with the end of the program's output
 */
export type Spawner = (program: string, args: readonly string[], options?: SpawnOptions) => Promise<SpawnResult>;

export { SYSTEM_PATH };

const SIGNAL_NUMBERS: Partial<Record<string, number>> = constants.signals;

/** Output kept per stream, bytes. Anything beyond has been passed on line by line. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** How a program ended. */
interface Ending {
	exitCode: number | undefined;
	stdout: string;
	stderr: string;
	timedOut: boolean;
	canceled: boolean;
	/** The error code or signal when the program did not run to its end: `ENOENT`, `SIGKILL`. */
	ended: string | null;
	cause: unknown;
}

interface RunOptions {
	env: Record<string, string>;
	timeoutMs: number;
}

/** Milliseconds between SIGTERM and SIGKILL. */
const FORCE_AFTER_MS = 5000;

let found: ForkServer | null | undefined;

/** Returns null when Perl is missing or its system call numbers are not known here. */
function forkServer(): ForkServer | null {
	if (found !== undefined) return found;
	const [perl, calls] = [findProgram('perl'), systemCalls()];
	found = perl && calls ? createForkServer(perl, calls, { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8' }) : null;
	return found;
}

/**
 * Runs a program whose output is read only after it has ended. Starting a pup takes half a dozen of
 * these. Node's own call takes 4 ms each and execa 9 ms, a third of it processor time of this
 * process (measured with a heap of 110 MB).
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
		// Not node's own `signal`: that rejects before the program has ended, and the caller would
		// start to clean up too early.
		const cancel = () => {
			child.kill('SIGTERM');
			clearTimeout(force);
			force = setTimeout(() => child.kill('SIGKILL'), FORCE_AFTER_MS).unref();
		};
		options.signal?.addEventListener('abort', cancel, { once: true });
		// A program that exits without reading its input must not crash this process.
		child.stdin?.on('error', () => {});
		child.stdin?.end(options.input ?? '');
	});
}

/** Runs a long-running program and passes its output on line by line as it is written. */
async function runReporting(
	program: string,
	args: readonly string[],
	options: SpawnOptions & RunOptions & { onLine: (line: string) => void }
): Promise<Ending> {
	// Imported on demand: unused it would still take more than a megabyte.
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
	/** The program's whole environment besides PATH. */
	env?: Record<string, string>;
	cwd?: string;
	/** Additional pipes, as descriptors 3, 4 …, which the program reads or writes. */
	pipes?: readonly ('reads' | 'writes')[];
	/** Task of the fork server that runs before the process becomes the program. */
	task?: string | undefined;
	/** Kills the process during that task. */
	signal?: AbortSignal | undefined;
}

/** A program that keeps running when this process ends. */
export interface Launched {
	pid: number;
	stdin: Writable;
	stdout: Readable;
	stderr: Readable;
	/** This process's ends of the descriptors 3, 4 …. */
	pipes: (Readable & Writable)[];
	/** Exit status, if the program ends while this process runs; 128+N for signal N. */
	exited: Promise<number>;
	/** Closes this process's ends of the pipes and unrefs the child: no event loop waits for it. */
	release(): void;
}

/**
 * Starts a program in its own session, so that it outlives this process.
 * @throws BoxError `host-command-failed` when it cannot be started
 */
export type Launcher = (program: string, args: readonly string[], options?: LaunchOptions) => Promise<Launched>;

const notStarted = (program: string, cause: unknown) => {
	const message = `${program} could not be started: ${messageOf(cause)}`;
	return new BoxError({ code: 'host-command-failed', status: 500, message, cause });
};

export function createLauncher(): Launcher {
	return async (program, args, options = {}) => {
		// A process with two users (setuid, or a test) may not open another's streams in /proc.
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
	// A reader that went away must not crash dogeboxd.
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
