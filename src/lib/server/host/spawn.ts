/** The one place that starts programs. Arguments are arrays; there is no shell. */
import { execa } from 'execa';
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
