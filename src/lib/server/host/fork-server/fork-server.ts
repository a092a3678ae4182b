/** The fork server of this process. Starts with the first program and ends after an idle time. */
import { spawn as startProcess, type ChildProcess } from 'node:child_process';
import { constants as files, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import { Writable, type Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { getSystemErrorName } from 'node:util';
import { hasEnded, identify, killProcess, type ProcessIdentity } from '../process-identity.ts';
import type { SystemCalls } from '../system-calls.ts';
import { createFrameReader, packFrame } from './frames.ts';
import { CALLS, FORK_SERVER } from './script.ts';

/** Milliseconds without a program after which the server ends: idle, it would hold megabytes. */
const IDLE_MS = 8000;

/** Exit status of a program whose real status was lost. */
const LOST = 255;
/** Milliseconds between two checks whether such a program has ended. */
const POLL_MS = 100;

/** The program or task to start. */
export interface Order {
	program: string;
	args: readonly string[];
	env: Readonly<Record<string, string>>;
	cwd: string;
	/** Name of a task in `tasks.ts`. */
	task?: string | undefined;
}

/** Result of a program whose output was read to the end. */
export interface RunEnd {
	/** Null when a signal ended the program. */
	exitCode: number | null;
	signal: string | null;
	stdout: string;
	stderr: string;
	/** The program wrote more than is kept and was terminated. */
	tooMuch: boolean;
}

export interface Run {
	/** Rejects with the system's error name (`ENOENT`) in `code`. */
	ended: Promise<RunEnd>;
	kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** A program in its own session. It keeps running when this process ends. */
export interface Started {
	pid: number;
	/** Our ends of the program's descriptors 0, 1 …, in the order of the request. */
	streams: (Readable | Writable)[];
	/** Exit status; 128+N for signal N. */
	exited: Promise<number>;
	/** Closes our ends and stops keeping the event loop alive. */
	release(): void;
}

export interface ForkServer {
	run(order: Order & { input: string }): Run;
	/**
	 * @param streams a letter for each stream: the program reads `i` and writes `o`
	 * @param signal kills the forked process if it has not executed the program yet
	 */
	start(order: Order, streams: string, signal?: AbortSignal): Promise<Started>;
}

interface Job {
	begun?: (items: string[]) => void;
	ended: (items: string[]) => void;
	failed: (error: Error) => void;
}

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

const failure = (code: string, step?: string) => Object.assign(new Error(code), { code, step });

/** @param word errno and, from some tasks, the step that failed */
function failed(word = ''): Error {
	const [number, step] = word.split(' ');
	return failure(Number(number) > 0 ? getSystemErrorName(-Number(number)) : 'EIO', step);
}

/** @param status as wait(2) reports it */
function endOf(status: number): { exitCode: number | null; signal: string | null } {
	const signal = status & 127;
	return signal === 0
		? { exitCode: status >> 8, signal: null }
		: { exitCode: null, signal: SIGNALS.get(signal) ?? `signal ${signal}` };
}

export function createForkServer(perl: string, calls: SystemCalls, env: Readonly<Record<string, string>>): ForkServer {
	let server: ChildProcess | null = null;
	let jobs = new Map<string, Job>();
	/** Number of jobs that this process waits for. They keep its event loop alive. */
	let waited = 0;
	let last = 0;
	let idle: NodeJS.Timeout | undefined;

	function begin(): ChildProcess {
		const numbers = CALLS.map((name) => calls[name]);
		const own = new Map<string, Job>();
		const child = startProcess(perl, ['-e', FORK_SERVER, ...numbers.map(String)], {
			detached: true,
			cwd: '/',
			env,
			stdio: ['pipe', 'pipe', 'ignore']
		});
		const lost = (error: Error) => {
			if (server === child) server = null;
			for (const job of own.values()) job.failed(error);
			own.clear();
		};
		child.once('error', lost);
		child.once('exit', () => lost(failure('EPIPE')));
		child.stdin!.on('error', () => {});
		child.stdout!.on('error', () => {});
		const read = createFrameReader(([what, id = '', ...items]) => {
			const job = own.get(id);
			if (what === 'begun') return job?.begun?.(items);
			own.delete(id);
			if (what === 'ended') job?.ended(items);
			else job?.failed(failed(items[0]));
			if (own.size === 0) rest(child);
		});
		child.stdout!.on('data', read);
		child.unref();
		jobs = own;
		server = child;
		keep(0);
		return child;
	}

	/** Keeps the event loop alive only while this process waits for a job. */
	function keep(more: number): void {
		waited += more;
		const channel = server?.stdout as Socket | undefined;
		const input = server?.stdin as Socket | undefined;
		if (waited > 0) channel?.ref();
		else channel?.unref();
		input?.unref();
	}

	function rest(child: ChildProcess): void {
		clearTimeout(idle);
		idle = setTimeout(() => {
			if (server !== child || jobs.size > 0) return;
			server = null;
			child.stdin!.end();
		}, IDLE_MS).unref();
	}

	function send(items: readonly (string | number)[]): void {
		server?.stdin?.write(packFrame(items));
	}

	function submit(mode: 'run' | 'launch', order: Order, streams: string, input: string, job: Job): string {
		const id = String(++last);
		const { cwd, task = '', env: given, program, args } = order;
		const variables = Object.entries(given).map(([name, value]) => `${name}=${value}`);
		const words = task === '' || program !== '' ? [program, ...args] : args;
		// The kernel stops at a NUL: the program would get another argument than the checked one.
		if ([cwd, ...variables, ...words].some((text) => text.includes('\0'))) {
			job.failed(failure('EINVAL'));
			return id;
		}
		clearTimeout(idle);
		if (!server) begin();
		jobs.set(id, job);
		send(['start', id, mode, cwd, streams, input, task, variables.length, ...variables, ...words]);
		return id;
	}

	function once(fn: () => void): () => void {
		let done = false;
		return () => {
			if (!done) fn();
			done = true;
		};
	}

	return {
		run({ input, ...order }) {
			keep(1);
			const over = once(() => keep(-1));
			let id = '';
			const ended = new Promise<RunEnd>((resolve, reject) => {
				id = submit('run', order, 'ioo', input, {
					ended([status, stdout = '', stderr = '', tooMuch]) {
						over();
						resolve({ ...endOf(Number(status)), stdout, stderr, tooMuch: tooMuch === '1' });
					},
					failed(error) {
						over();
						reject(error);
					}
				});
			});
			keep(0);
			return { ended, kill: (signal) => send(['kill', id, signal.replace(/^SIG/, '')]) };
		},

		start(order, streams, signal) {
			keep(1);
			const over = once(() => keep(-1));
			let kill = () => {};
			const starting = new Promise<Started>((resolve, reject) => {
				let process: ProcessIdentity | null = null;
				let exit: (status: number) => void;
				const exited = new Promise<number>((done) => (exit = done));
				const id = submit('launch', order, streams, '', {
					begun([pid, ...descriptors]) {
						const ends: (Readable | Writable)[] = [];
						try {
							for (const [at, one] of descriptors.entries()) ends.push(opened(child.pid!, one, streams[at] === 'i'));
							send(['taken', id]);
							process = identify(Number(pid));
							const release = () => {
								for (const end of ends) end.destroy();
								over();
								// Nobody waits for its exit status any more.
								own.delete(id);
								if (own.size === 0) rest(child);
							};
							resolve({ pid: Number(pid), streams: ends, exited, release });
						} catch (error) {
							// The server has just ended, and its streams with it. Or this process
							// has no descriptor left: the server must close its copies too.
							for (const end of ends) end.destroy();
							send(['taken', id]);
							killProcess(Number(pid));
							over();
							reject(error instanceof Error ? error : new Error(String(error)));
						}
					},
					ended([status]) {
						const { exitCode, signal } = endOf(Number(status));
						exit(exitCode ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0));
						over();
					},
					failed(error) {
						over();
						reject(error);
						// The server is gone: it cannot report the end of a running program.
						if (process) void untilGone(process).then(() => exit(LOST));
					}
				});
				const [own, child] = [jobs, server!];
				keep(0);
				kill = () => {
					if (server === child) send(['kill', id, 'KILL']);
				};
			});
			signal?.addEventListener('abort', kill, { once: true });
			if (signal?.aborted) kill();
			return starting.finally(() => signal?.removeEventListener('abort', kill));
		}
	};
}

async function untilGone(process: ProcessIdentity): Promise<void> {
	while (!hasEnded(process)) await wait(POLL_MS);
}

/** Opens our end of a stream. The server keeps it open until it receives `taken`. */
function opened(server: number, descriptor: string, writes: boolean): Readable | Writable {
	const way = writes ? files.O_WRONLY : files.O_RDONLY;
	try {
		const fd = openSync(`/proc/${server}/fd/${descriptor}`, way | files.O_NONBLOCK);
		const end = new Socket({ fd, readable: !writes, writable: writes });
		// A write error must not end this process when the program does not read.
		end.on('error', () => {});
		return end;
	} catch (error) {
		// ENXIO: no process has the reading end open any more.
		if (writes && (error as NodeJS.ErrnoException).code === 'ENXIO')
			return new Writable({ write: (_chunk, _encoding, done) => done() });
		throw error;
	}
}
