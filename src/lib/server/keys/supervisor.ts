/** Keeps our own key manager running beside dogeboxd. */
import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Logger } from 'pino';
import { backOff, watchForHang } from '../concurrency/index.ts';
import type { Parts } from '../parts.ts';
import { createDkmClient } from './client.ts';
import { keyManagerDown } from './transport.ts';

/** The key manager's process, restarted when it dies. */
export interface DkmSupervisor {
	/**
	 * Starts it. Resolves when it answers.
	 * @throws BoxError 503 `key-manager-down` with its last words when it does not within 15 s; it
	 *   is tried further until {@link stop}
	 */
	start(): Promise<void>;
	/** Ends it, within 2 s. */
	stop(): Promise<void>;
	/**
	 * Resolves when it listens, or after 5 s: who asks right after a start or a crash waits for it
	 * instead of failing.
	 */
	ready(): Promise<void>;
	/** Its process id; null while it is down. */
	pid(): number | null;
	/** Called when it died: its sessions are gone with it. @returns how to stop that */
	onDown(fn: () => void): () => void;
}

/** Settings of {@link createDkmSupervisor}. */
export interface DkmSupervisorOptions {
	/** Path of `dkm.js`. */
	program: string;
	/** Its folder. */
	folder: string;
	socketPath: string;
	log: Pick<Logger, 'info' | 'warn' | 'error'>;
	/** How long {@link DkmSupervisor.start} waits for an answer, ms; default 15 s. */
	startWithinMs?: number;
}

/**
 * Flags of V8 for a process that works rarely and shortly: no compiled code (nor WebAssembly),
 * small heap. Measured: 12 MB of its own instead of 18 MB.
 */
const NODE_FLAGS = ['--lite-mode', '--no-expose-wasm', '--max-semi-space-size=1'];
/** Exit code of node for a flag it does not know (another version): then it starts without any. */
const UNKNOWN_FLAG = 9;
/** One heap for malloc: what Argon2's threads used goes back to the system. */
const ENVIRONMENT = { MALLOC_ARENA_MAX: '1' };
/** What it prints once it listens (`src/dkm/main.ts`). */
const LISTENING = /^dkm listening on /;

const START_WITHIN = 15_000;
const ASK_EVERY = 50;
/** Longest wait of somebody who asks while it is being started, ms. */
const READY_WITHIN = 5000;
const STOP_WITHIN = 1500;
const RESTARTS = { firstMs: 250, mostMs: 30_000 };
/** Having run this long it counts as healthy again, ms. */
const HEALTHY_AFTER = 60_000;

/**
 * The key manager of a box whose supervisor starts and watches it: another user's process, of which
 * this one only hears.
 * @param parts what the supervisor says
 */
export function createWatchedDkm(parts: Parts, socketPath: string): DkmSupervisor {
	const client = createDkmClient({ socketPath });
	const listeners = new Set<() => void>();
	let wanted = true;
	const up = () => parts.state('dkm')?.up === true;
	parts.onNews((news) => {
		if (news.part === 'dkm' && !news.up) for (const listener of [...listeners]) listener();
	});
	const until = async (done: () => boolean, ms: number) => {
		const deadline = performance.now() + ms;
		while (wanted && !done() && performance.now() < deadline) await new Promise((next) => setTimeout(next, ASK_EVERY));
	};
	return {
		async start() {
			await until(up, START_WITHIN);
			if (!up()) throw keyManagerDown(parts.state('dkm')?.reason ?? 'it did not start in time');
			await client.status();
		},
		async stop() {
			wanted = false;
		},
		ready: () => until(up, READY_WITHIN),
		pid: () => parts.state('dkm')?.pid ?? null,
		onDown(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		}
	};
}

/** Nothing is started yet. */
export function createDkmSupervisor(options: DkmSupervisorOptions): DkmSupervisor {
	const { log } = options;
	const client = createDkmClient({ socketPath: options.socketPath });
	const listeners = new Set<() => void>();
	let flags = NODE_FLAGS;
	let child: ChildProcess | null = null;
	let wanted = false;
	/** Ends in a row. */
	let failures = 0;
	let again: NodeJS.Timeout | undefined;
	let lastWords = '';
	/**
	 * The present child has said that it listens. An older one may still answer at the socket for a
	 * moment.
	 */
	let listening = false;

	function launch(): void {
		if (!wanted || child) return;
		const args = [
			...flags,
			resolve(options.program),
			'--dir',
			resolve(options.folder),
			'--socket',
			resolve(options.socketPath),
			'--exit-with-stdin'
		];
		const startedAt = performance.now();
		// Its standard input is held open by us: when dogeboxd dies, however it dies, the key
		// manager ends too.
		const started = spawn(process.execPath, args, { env: ENVIRONMENT, stdio: ['pipe', 'pipe', 'pipe'], cwd: '/' });
		child = started;
		listening = false;
		let unwatch: (() => void) | undefined;
		started.stdin.on('error', () => undefined);
		for (const stream of [started.stdout, started.stderr]) {
			createInterface({ input: stream }).on('line', (line) => {
				lastWords = line.slice(0, 500);
				if (LISTENING.test(line) && child === started) {
					listening = true;
					unwatch ??= watchForHang({
						probe: () => client.status(),
						onHung() {
							lastWords = 'it did not answer any more';
							started.kill('SIGKILL');
						}
					});
				}
				log.info({ dkm: started.pid }, `dkm: ${lastWords}`);
			});
		}
		started.on('error', (error) => {
			lastWords = error.message;
			ended(null, null);
		});
		// Not `exit`: by then its last words may not have been read.
		started.on('close', (code, signal) => ended(code, signal));

		let over = false;
		function ended(code: number | null, signal: NodeJS.Signals | null): void {
			if (over) return;
			over = true;
			child = null;
			listening = false;
			unwatch?.();
			for (const listener of [...listeners]) listener();
			if (!wanted) return;
			const ranFor = performance.now() - startedAt;
			if (code === UNKNOWN_FLAG && flags.length > 0) flags = [];
			else if (ranFor > HEALTHY_AFTER) failures = 0;
			const wait = backOff(RESTARTS, ++failures);
			log.error({ code, signal, againInMs: wait }, `the key manager ended: ${lastWords || 'without a word'}`);
			again = setTimeout(launch, wait);
		}
	}

	async function answering(): Promise<void> {
		const deadline = performance.now() + (options.startWithinMs ?? START_WITHIN);
		let last: unknown;
		while (wanted && performance.now() < deadline) {
			if (child !== null && listening) {
				try {
					await client.status();
					return;
				} catch (error) {
					last = error;
				}
			}
			await new Promise((done) => setTimeout(done, ASK_EVERY));
		}
		throw keyManagerDown(wanted ? lastWords || 'it did not start in time' : 'it was stopped', last);
	}

	return {
		async start() {
			wanted = true;
			launch();
			await answering();
		},
		async stop() {
			wanted = false;
			clearTimeout(again);
			const running = child;
			if (!running) return;
			await new Promise<void>((done) => {
				const kill = setTimeout(() => running.kill('SIGKILL'), STOP_WITHIN);
				running.once('close', () => {
					clearTimeout(kill);
					done();
				});
				running.kill('SIGTERM');
			});
		},
		async ready() {
			const deadline = performance.now() + READY_WITHIN;
			while (wanted && !listening && performance.now() < deadline)
				await new Promise((done) => setTimeout(done, ASK_EVERY));
		},
		pid: () => child?.pid ?? null,
		onDown(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		}
	};
}
