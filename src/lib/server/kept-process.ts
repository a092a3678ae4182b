/**
 * Keeps one program running. Restarts it with increasing delays when it ends or hangs, and keeps
 * its last line of output.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { backOff, createHeldUp, watchForHang } from './concurrency/index.ts';

const RESTARTS = { firstMs: 250, mostMs: 30_000 };
/** A process that ran for this long counts as healthy again, ms. */
const HEALTHY_AFTER = 60_000;
/** Exit code of node for an unknown flag (another version). */
const UNKNOWN_FLAG = 9;
/** Matches node's message about an unknown flag. */
const BAD_OPTION = /: bad option: (\S+)$/;
/** Lines are cut to this many characters. */
const MAX_LINE = 500;

export interface KeptProcessOptions {
	/** Program and arguments; `flags` are optional flags of node. */
	command: (flags: readonly string[]) => string[];
	flags: readonly string[];
	env: NodeJS.ProcessEnv;
	stdio: StdioOptions;
	/**
	 * Called with each line of output, if the output is piped.
	 * @param isError the line is from standard error
	 * @returns whether the line may explain an end of the process; a report of readiness does not
	 */
	onLine?: (line: string, pid: number, isError: boolean) => boolean;
	/** Receives standard error unparsed, instead of {@link onLine}. */
	onErrorOutput?: (chunk: Buffer) => void;
	onStart?: (child: ChildProcess) => void;
	/**
	 * Called at the first start: returns a running process that an earlier keeper started. It is
	 * watched instead of starting another.
	 */
	find?: () => FoundProcess | null;
	/** Called regularly once the process is ready; without an answer it is killed and restarted. */
	probe?: (signal: AbortSignal) => Promise<unknown>;
	/** @returns false: do not restart */
	onEnd: (end: ProcessEnd) => boolean;
}

/** A process that is not a child of this one. */
export interface FoundProcess {
	pid: number;
	ended: Promise<unknown>;
	kill(signal: NodeJS.Signals): void;
}

export interface ProcessEnd {
	code: number | null;
	signal: NodeJS.Signals | null;
	/** Why it ended, including its last line: {@link reasonOf}. */
	reason: string;
	/** Its last line of output; empty for none. */
	words: string;
	againInMs: number;
}

/** Describes how a process ended. */
export function reasonOf({ code, signal, words }: Pick<ProcessEnd, 'code' | 'signal' | 'words'>): string {
	const how = signal === null ? `exit status ${code ?? 'unknown'}` : `ended by ${signal}`;
	return words ? `${how}: ${words}` : how;
}

export interface KeptProcess {
	start(): void;
	/** Its process id; null while it is down. */
	pid(): number | null;
	/** Writes a line to its standard input; does nothing while it is down. */
	send(line: string): void;
	/** Sends SIGTERM, and SIGKILL after a timeout. Resolves when it has ended. */
	stop(withinMs: number): Promise<void>;
}

/** The followed process: a child, or one that was found. */
interface Followed {
	pid: number | undefined;
	input: Writable | null;
	/** Resolves when it has ended, and its end was reported. */
	over: Promise<unknown>;
	kill(signal: NodeJS.Signals): void;
}

/** Starts nothing yet. */
export function createKeptProcess(options: KeptProcessOptions): KeptProcess {
	let flags = options.flags;
	let running: Followed | null = null;
	let wanted = false;
	let { find } = options;
	/** Number of consecutive failures. */
	let failures = 0;
	let again: NodeJS.Timeout | undefined;

	/** Follows a process to its end. */
	function follow(pid: number | undefined, input: Writable | null, kill: (signal: NodeJS.Signals) => void) {
		const startedAt = performance.now();
		let lastWords = '';
		let unwatch: (() => void) | undefined;
		let finish = () => {};
		const over = new Promise<void>((resolve) => (finish = resolve));
		const own: Followed = { pid, input, over, kill };
		running = own;
		return {
			says(words: string) {
				lastWords = words;
			},
			ready() {
				if (!options.probe || running !== own) return;
				unwatch ??= watchForHang({
					probe: options.probe,
					...(pid !== undefined && { heldUp: createHeldUp(pid) }),
					onHung() {
						lastWords = 'it did not answer any more';
						kill('SIGKILL');
					}
				});
			},
			ended(code: number | null, signal: NodeJS.Signals | null) {
				if (running !== own) return;
				running = null;
				unwatch?.();
				finish();
				if (code === UNKNOWN_FLAG && flags.length > 0 && wanted) {
					flags = withoutUnknown(flags, lastWords);
					launch();
					return;
				}
				if (performance.now() - startedAt > HEALTHY_AFTER) failures = 0;
				const end = { code, signal, words: lastWords };
				const againInMs = backOff(RESTARTS, ++failures);
				if (!options.onEnd({ ...end, reason: reasonOf(end), againInMs }) || !wanted) return;
				again = setTimeout(launch, againInMs);
			}
		};
	}

	function launch(): void {
		if (!wanted || running) return;
		const [program, ...args] = options.command(flags);
		// Its own session: Ctrl-C reaches only the keeper, which then stops everything in order.
		const started = spawn(program!, args, { env: options.env, stdio: options.stdio, cwd: '/', detached: true });
		const life = follow(started.pid, started.stdin, (signal) => started.kill(signal));
		started.stdin?.on('error', () => {});
		const outputs = [started.stdout, started.stderr].filter((stream) => stream !== null);
		for (const stream of outputs) {
			stream.on('error', () => {});
			if (stream === started.stderr && options.onErrorOutput) {
				stream.on('data', options.onErrorOutput);
				continue;
			}
			createInterface({ input: stream }).on('line', (line) => {
				const words = line.slice(0, MAX_LINE);
				if (options.onLine?.(words, started.pid ?? 0, stream === started.stderr) ?? true) life.says(words);
				else life.ready();
			});
		}
		started.on('error', (error) => {
			life.says(error.message);
			life.ended(null, null);
		});
		// Wait for its last output. Not `close`: its children may keep further streams open.
		const read = outputs.map((stream) => new Promise((done) => stream.once('close', done)));
		started.once('exit', (code, signal) => void Promise.all(read).then(() => life.ended(code, signal)));
		if (started.pid !== undefined) options.onStart?.(started);
	}

	return {
		start() {
			wanted = true;
			const found = find?.();
			find = undefined;
			if (!found) return launch();
			const life = follow(found.pid, null, found.kill);
			life.ready();
			void found.ended.then(() => life.ended(null, null));
		},
		pid: () => running?.pid ?? null,
		send(line) {
			if (running?.input?.writable) running.input.write(line + '\n');
		},
		async stop(withinMs) {
			wanted = false;
			clearTimeout(again);
			if (!running) return;
			const { over, kill } = running;
			const late = setTimeout(() => kill('SIGKILL'), withinMs);
			kill('SIGTERM');
			await over;
			clearTimeout(late);
		}
	};
}

/** Returns the flags that node did not reject in this message; none if it does not say which. */
function withoutUnknown(flags: readonly string[], words: string): readonly string[] {
	const unknown = BAD_OPTION.exec(words)?.[1];
	const others = flags.filter((flag) => flag !== unknown);
	return others.length < flags.length ? others : [];
}
