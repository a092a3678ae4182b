/**
 * Keeps one program running: started again with growing pauses when it ends or hangs, its last
 * words kept.
 */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import { backOff, createHeldUp, watchForHang } from './concurrency/index.ts';

const RESTARTS = { firstMs: 250, mostMs: 30_000 };
/** Having run this long it counts as healthy again, ms. */
const HEALTHY_AFTER = 60_000;
/** Exit code of node for a flag it does not know (another version). */
const UNKNOWN_FLAG = 9;
/** How it names that flag. */
const BAD_OPTION = /: bad option: (\S+)$/;
/** Characters of a line that are looked at. */
const MAX_LINE = 500;

export interface KeptProcessOptions {
	/** Program and arguments; `flags` are those of node that may be left out. */
	command: (flags: readonly string[]) => string[];
	flags: readonly string[];
	env: NodeJS.ProcessEnv;
	stdio: StdioOptions;
	/**
	 * A line of its output. Where its output is not piped there are none.
	 * @returns whether it can say why it ends, should it end now: that it is ready cannot
	 */
	onLine?: (line: string, pid: number) => boolean;
	/** Takes its standard error as it comes, instead of {@link onLine}. */
	onErrorOutput?: (chunk: Buffer) => void;
	onStart?: (child: ChildProcess) => void;
	/** Asked from when it is ready on; what gives no answer is killed, and so started again. */
	probe?: (signal: AbortSignal) => Promise<unknown>;
	/** @returns false: it is not started again */
	onEnd: (end: ProcessEnd) => boolean;
}

export interface ProcessEnd {
	code: number | null;
	signal: NodeJS.Signals | null;
	/** Why, as far as it said so. */
	reason: string;
	againInMs: number;
}

export interface KeptProcess {
	start(): void;
	/** Its process id; null while it is down. */
	pid(): number | null;
	/** Something for its standard input; nothing while it is down. */
	send(line: string): void;
	/** SIGTERM, and SIGKILL after a while. Resolves when it has ended. */
	stop(withinMs: number): Promise<void>;
}

/** Nothing is started yet. */
export function createKeptProcess(options: KeptProcessOptions): KeptProcess {
	let flags = options.flags;
	let child: ChildProcess | null = null;
	let wanted = false;
	/** Ends in a row. */
	let failures = 0;
	let again: NodeJS.Timeout | undefined;

	function launch(): void {
		if (!wanted || child) return;
		const [program, ...args] = options.command(flags);
		const startedAt = performance.now();
		let over = false;
		let lastWords = '';
		let unwatch: (() => void) | undefined;
		// A session of its own: Ctrl-C reaches whoever keeps it alone, and that stops all in order.
		const started = spawn(program!, args, { env: options.env, stdio: options.stdio, cwd: '/', detached: true });
		child = started;
		started.stdin?.on('error', () => {});
		for (const stream of [started.stdout, started.stderr]) {
			if (!stream) continue;
			stream.on('error', () => {});
			if (stream === started.stderr && options.onErrorOutput) {
				stream.on('data', options.onErrorOutput);
				continue;
			}
			createInterface({ input: stream }).on('line', (line) => {
				const words = line.slice(0, MAX_LINE);
				if (options.onLine?.(words, started.pid ?? 0) ?? true) lastWords = words;
				else if (options.probe && !over) {
					unwatch ??= watchForHang({
						probe: options.probe,
						...(started.pid !== undefined && { heldUp: createHeldUp(started.pid) }),
						onHung() {
							lastWords = 'it did not answer any more';
							started.kill('SIGKILL');
						}
					});
				}
			});
		}
		started.on('error', (error) => {
			lastWords = error.message;
			ended(null, null);
		});
		// Not `exit`: by then its last words may not have been read.
		started.on('close', ended);
		if (started.pid !== undefined) options.onStart?.(started);

		function ended(code: number | null, signal: NodeJS.Signals | null): void {
			if (over) return;
			over = true;
			child = null;
			unwatch?.();
			if (code === UNKNOWN_FLAG && flags.length > 0 && wanted) {
				flags = withoutUnknown(flags, lastWords);
				launch();
				return;
			}
			if (performance.now() - startedAt > HEALTHY_AFTER) failures = 0;
			const how = signal === null ? `exit status ${code ?? 'unknown'}` : `ended by ${signal}`;
			const reason = lastWords ? `${how}: ${lastWords}` : how;
			const againInMs = backOff(RESTARTS, ++failures);
			if (!options.onEnd({ code, signal, reason, againInMs }) || !wanted) return;
			again = setTimeout(launch, againInMs);
		}
	}

	return {
		start() {
			wanted = true;
			launch();
		},
		pid: () => child?.pid ?? null,
		send(line) {
			if (child?.stdin?.writable) child.stdin.write(line + '\n');
		},
		async stop(withinMs) {
			wanted = false;
			clearTimeout(again);
			const running = child;
			if (!running) return;
			await new Promise<void>((done) => {
				const kill = setTimeout(() => running.kill('SIGKILL'), withinMs);
				running.once('close', () => {
					clearTimeout(kill);
					done();
				});
				running.kill('SIGTERM');
			});
		}
	};
}

/** Those that a node may know which ended with these words; none where it names none of them. */
function withoutUnknown(flags: readonly string[], words: string): readonly string[] {
	const unknown = BAD_OPTION.exec(words)?.[1];
	const others = flags.filter((flag) => flag !== unknown);
	return others.length < flags.length ? others : [];
}
