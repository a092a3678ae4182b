/** The one place that starts programs. Arguments are arrays; there is no shell. */
import { spawn as startProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { constants } from 'node:os';
import { BoxError } from '../../contract/errors.ts';

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
}

export interface SpawnResult {
	exitCode: number;
	stdout: string;
	stderr: string;
}

/** Runs a program to its end. @throws BoxError `host-command-failed` with the program's last words */
export type Spawner = (program: string, args: readonly string[], options?: SpawnOptions) => Promise<SpawnResult>;

/** Folders in which system programs lie; dogeboxd may be started with less. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const SIGNAL_NUMBERS: Partial<Record<string, number>> = constants.signals;

/** Output kept per stream, bytes; what is beyond was given line by line. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** Makes the spawner of this process. */
export function createSpawner(): Spawner {
	return async (program, args, options = {}) => {
		const running = execa(program, args, {
			reject: false,
			extendEnv: false,
			env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', HOME: '/root', ...options.env },
			...(options.cwd !== undefined && { cwd: options.cwd }),
			...(options.input !== undefined ? { input: options.input } : { stdin: 'ignore' as const }),
			...(options.signal && { cancelSignal: options.signal }),
			timeout: options.timeoutMs ?? 60_000,
			killSignal: 'SIGTERM',
			forceKillAfterDelay: 5000,
			maxBuffer: MAX_OUTPUT,
			stripFinalNewline: true
		});
		if (options.onLine) {
			const onLine = options.onLine;
			const pump = async (from: 'stdout' | 'stderr') => {
				for await (const line of running.iterable({ from })) onLine(String(line));
			};
			await Promise.allSettled([pump('stdout'), pump('stderr')]);
		}
		const result = await running;
		const stdout = String(result.stdout ?? '');
		const stderr = String(result.stderr ?? '');
		if (result.isCanceled) throw options.signal?.reason ?? new Error('cancelled');
		if (result.exitCode === undefined || (result.exitCode !== 0 && !options.allow?.includes(result.exitCode))) {
			const words = (stderr || stdout).trim().split('\n').slice(-3).join(' · ').slice(0, 600);
			throw new BoxError({
				code: result.timedOut ? 'host-command-timeout' : 'host-command-failed',
				status: 500,
				message: `${program} ${args[0] ?? ''} failed${result.timedOut ? ' (it took too long)' : ''}: ${words || result.shortMessage || 'no output'}`,
				cause: result
			});
		}
		return { exitCode: result.exitCode, stdout, stderr };
	};
}

export interface LaunchOptions {
	/** Whole environment of the program beside PATH. */
	env?: Record<string, string>;
	cwd?: string;
	/** How many pipes it gets beside the standard three, as descriptors 3, 4 … */
	pipes?: number;
}

/** A program that lives on when we end. */
export interface Launched {
	pid: number;
	stdin: Writable;
	stdout: Readable;
	stderr: Readable;
	/** Descriptors 3, 4 …; each can be read and written. */
	pipes: (Readable & Writable)[];
	/** Its exit status when it ends while we live; 128+N for signal N. */
	exited: Promise<number>;
	/** Closes our ends of all pipes and forgets it, so that it keeps no event loop alive. */
	release(): void;
}

/** Starts a program in a session of its own that outlives this process. @throws BoxError `host-command-failed` when it cannot be started */
export type Launcher = (program: string, args: readonly string[], options?: LaunchOptions) => Promise<Launched>;

/** Makes the launcher of this process. */
export function createLauncher(): Launcher {
	return async (program, args, options = {}) => {
		const child = startProcess(program, [...args], {
			detached: true,
			env: { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', ...options.env },
			stdio: ['pipe', 'pipe', 'pipe', ...Array.from({ length: options.pipes ?? 0 }, () => 'pipe' as const)],
			...(options.cwd !== undefined && { cwd: options.cwd })
		});
		const exited = new Promise<number>((resolve) => {
			child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? (SIGNAL_NUMBERS[signal] ?? 0) : 0)));
		});
		await new Promise<void>((resolve, reject) => {
			child.once('spawn', resolve);
			child.once('error', (cause) => {
				const message = `${program} could not be started: ${cause.message}`;
				reject(new BoxError({ code: 'host-command-failed', status: 500, message, cause }));
			});
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
	};
}
