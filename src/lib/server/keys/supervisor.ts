/** Keeps our own key manager running beside dogeboxd. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Parts } from '../parts.ts';
import { createDkmClient } from './client.ts';
import { keepKeyManager } from './process.ts';
import { keyManagerDown } from './transport.ts';

/** The key manager's process, restarted when it ends. */
export interface DkmSupervisor {
	/**
	 * Starts the key manager; resolves when it answers.
	 * @throws BoxError 503 `key-manager-down` with its last output when it does not answer within
	 *   15 s; restarts continue until {@link stop}
	 */
	start(): Promise<void>;
	/** Ends it within 2 s. */
	stop(): Promise<void>;
	/**
	 * Resolves when it listens, or after 5 s: a request right after a start or a crash waits
	 * instead of failing.
	 */
	ready(): Promise<void>;
	/** Its process id; null while it is down. */
	pid(): number | null;
	/** Called when it ended, and its sessions with it. @returns unsubscribe */
	onDown(fn: () => void): () => void;
}

/** Settings of {@link createDkmSupervisor}. */
export interface DkmSupervisorOptions {
	/** Path of `dkm.js`. */
	program: string;
	folder: string;
	socketPath: string;
	log: Pick<Logger, 'info' | 'warn' | 'error'>;
	/** Timeout of {@link DkmSupervisor.start}, ms; default 15 s. */
	startWithinMs?: number;
}

const START_WITHIN = 15_000;
const ASK_EVERY = 50;
/** Longest wait of a request while it starts, ms. */
const READY_WITHIN = 5000;
const STOP_WITHIN = 1500;

/**
 * The key manager of a box whose host agent, or systemd, starts and watches it: a process of
 * another user, known only through reports.
 * @param parts reports of the supervisor
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
		while (wanted && !done() && performance.now() < deadline) await delay(ASK_EVERY);
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

/** Starts nothing yet. */
export function createDkmSupervisor(options: DkmSupervisorOptions): DkmSupervisor {
	const { log, program, folder, socketPath, startWithinMs = START_WITHIN } = options;
	const client = createDkmClient({ socketPath });
	const listeners = new Set<() => void>();
	let wanted = false;
	/** The current process has reported that it listens. */
	let listening = false;
	/** Why the previous process ended. */
	let lastEnd: string | null = null;
	const kept = keepKeyManager({
		program,
		folder,
		socketPath,
		onLine(line, pid, ready) {
			listening ||= ready;
			log.info({ dkm: pid }, `dkm: ${line}`);
		},
		onEnd({ code, signal, reason, againInMs }) {
			listening = false;
			lastEnd = reason;
			for (const listener of [...listeners]) listener();
			if (wanted) log.error({ code, signal, againInMs }, `the key manager ended: ${reason}`);
			return wanted;
		}
	});

	async function answering(): Promise<void> {
		const deadline = performance.now() + startWithinMs;
		let last: unknown;
		while (wanted && performance.now() < deadline) {
			if (listening) {
				try {
					await client.status();
					return;
				} catch (error) {
					last = error;
				}
			}
			await delay(ASK_EVERY);
		}
		throw keyManagerDown(wanted ? (lastEnd ?? 'it did not start in time') : 'it was stopped', last);
	}

	return {
		async start() {
			wanted = true;
			kept.start();
			await answering();
		},
		async stop() {
			wanted = false;
			await kept.stop(STOP_WITHIN);
		},
		async ready() {
			const deadline = performance.now() + READY_WITHIN;
			while (wanted && !listening && performance.now() < deadline) await delay(ASK_EVERY);
		},
		pid: kept.pid,
		onDown(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		}
	};
}
