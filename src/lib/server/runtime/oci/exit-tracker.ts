/** Takes in the ends of processes: exit status, why, and who has to hear of it. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { createKeyedQueue } from '../../concurrency/index.ts';
import {
	ociName,
	parseOciName,
	isAlive,
	readOomKills,
	type CgroupLayout,
	type ProcessIdentity
} from '../../host/index.ts';
import type { ProcessExit } from '../types.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import type { OciCalls } from './calls/calls.ts';
import { programExit } from './exec-failure.ts';
import type { ExitFiles } from './exit-files.ts';
import type { ContainerLogs } from './logs/logs.ts';
import type { ContainerRecord, ProcessRecord, Records } from './record.ts';

/**
 * How long an exit status may be missing after its process is gone before we go on without it,
 * milliseconds.
 */
const LOST_AFTER_MS = 2000;

/**
 * What a process left is taken away so much later, milliseconds. Mostly its container is taken away
 * whole by then, or it was launched again, which takes it away first.
 */
const FORGET_AFTER_MS = 100;

/** Exit status that is given for a process whose own is lost with its monitor: that of SIGKILL. */
const LOST_EXIT_CODE = 137;
/** Time that the rest of a service without its monitor has before its first process, ms. */
const UNMONITORED_GRACE_MS = 5000;

/** What the log of a service says whose monitor is gone. */
const UNMONITORED =
	'The program that writes this log (conmon) was ended by somebody. What the service has written since is lost; the box starts the service again.';

/** Where the host's own ways of telling are found, once they are known. */
export interface Ground {
	exitFiles: ExitFiles;
	layout: CgroupLayout | null;
}

export interface ExitTrackerDeps {
	records: Records;
	calls: OciCalls;
	logs: ContainerLogs;
	locks: ReturnType<typeof createKeyedQueue>;
	/** Group of all containers: `/dogebox`. */
	cgroup: string;
	/** Null before anything was started or adopted. */
	ground: () => Ground | null;
	log: Logger;
}

export interface ExitTracker {
	/**
	 * Takes in the end of a process by its OCI name, if its exit status is there and it was not
	 * taken in before.
	 */
	settle(name: string): Promise<void>;
	/**
	 * Processes that are gone without leaving an exit status (their monitor was killed) are taken
	 * in a little later. One that runs on without its monitor writes no log: it is ended, so that
	 * whoever wants it starts it again with one.
	 */
	noticeLost(record: ContainerRecord): void;
	/**
	 * Takes in the end of every process of a record that is still held for running, status or not.
	 */
	giveUp(record: ContainerRecord): void;
	/**
	 * Waits until `done` or for `ms`: woken by each exit of the container, and looks besides every
	 * 100 ms for a process whose monitor is gone.
	 */
	until(id: string, done: () => boolean, ms: number, signal?: AbortSignal): Promise<void>;
	onExit(fn: (exit: ProcessExit) => void): () => void;
	/** Calls `fn` when a process has ended, while its group is still there. */
	onEnding(fn: (record: ContainerRecord) => void): void;
	close(): void;
}

/** Ends that come before anybody listens are kept for the first who does. */
export function createExitTracker(deps: ExitTrackerDeps): ExitTracker {
	const { records, calls, logs, locks, log } = deps;
	const listeners = new Set<(exit: ProcessExit) => void>();
	const waiting = new Map<string, Set<() => void>>();
	let unheard: ProcessExit[] = [];
	let ending: (record: ContainerRecord) => void = () => {};
	/** Processes that were asked to end, since their monitor is gone. */
	const unmonitored = new WeakSet<ProcessIdentity>();

	function emit(exit: ProcessExit): void {
		if (listeners.size === 0) {
			unheard.push(exit);
			return;
		}
		for (const listener of listeners) {
			try {
				listener(exit);
			} catch (error) {
				log.error({ error }, 'a listener for exits failed');
			}
		}
	}

	/** Asked to end once, and made to where it still runs at the next look. */
	async function endUnmonitored(id: string, name: string, process: ProcessIdentity): Promise<void> {
		const asked = unmonitored.has(process);
		unmonitored.add(process);
		try {
			if (!asked) {
				log.warn({ container: id, process: name }, 'the monitor of a process is gone; the process is started again');
				await logs.note(id, name, UNMONITORED);
			}
			if (asked) await calls.kill(id, process);
			else await calls.askToEnd(id, name, process, { signal: 'SIGTERM', graceMs: UNMONITORED_GRACE_MS });
		} catch (error) {
			log.error({ container: id, process: name, err: error }, 'a process without its monitor could not be ended');
		}
	}

	async function settle(name: string, lost: boolean): Promise<void> {
		const parsed = parseOciName(name);
		const record = parsed && records.get(parsed.id);
		const entry = record?.processes.find((candidate) => candidate.name === parsed!.process);
		const ground = deps.ground();
		if (!record || !entry?.process || !ground) return;
		const running = entry.process;
		const status = (await ground.exitFiles.pending(name)) ?? (lost ? LOST_EXIT_CODE : null);
		const lines = status === 1 ? (await logs.page(record.id, { service: entry.name, tail: 2 })).lines : [];
		const code = status === null ? null : programExit(status, entry.startedAt ?? 0, lines);
		// Someone else may have been faster while the file was read.
		if (code === null || entry.process !== running) return;
		const { layout } = ground;
		const oomKilled = layout !== null && readOomKills(layout, join(deps.cgroup, record.id, entry.name)) > 0;
		Object.assign(entry, {
			process: null,
			exitCode: code,
			oomKilled: oomKilled && code !== 0
		} satisfies Partial<ProcessRecord>);
		ending(record);
		for (const wake of waiting.get(record.id) ?? []) wake();
		emit({
			...{ id: record.id, process: entry.name, exitCode: code, oomKilled: entry.oomKilled, at: Date.now() },
			...(code !== status && { neverRan: true as const })
		});
		// Under the lock, for it may be launched again at once.
		const whileEnded = (work: () => Promise<void>) =>
			locks(record.id, async () => {
				if (records.get(record.id) === record && entry.process === null) await work();
			});
		setTimeout(() => {
			whileEnded(() => calls.forget(record.id, entry.name)).catch((error: unknown) =>
				log.warn({ err: error, container: record.id, process: entry.name }, 'what a process left is not taken away yet')
			);
		}, FORGET_AFTER_MS).unref();
		await whileEnded(async () => {
			await logs.end(record.id, entry.name);
			await records.save(record);
		});
	}

	return {
		settle: (name) => settle(name, false),

		noticeLost(record) {
			for (const entry of record.processes) {
				if (!entry.process) continue;
				// The monitor first: it ends behind its process.
				const isUnmonitored = entry.monitor !== null && !isAlive(entry.monitor);
				if (isAlive(entry.process)) {
					if (isUnmonitored) void endUnmonitored(record.id, entry.name, entry.process);
					continue;
				}
				const gone = entry.process;
				setTimeout(() => {
					if (entry.process === gone) void settle(ociName(record.id, entry.name), true).catch(() => {});
				}, LOST_AFTER_MS).unref();
			}
		},

		giveUp(record) {
			for (const entry of record.processes) {
				if (!entry.process) continue;
				entry.process = null;
				entry.exitCode = LOST_EXIT_CODE;
				emit({ id: record.id, process: entry.name, exitCode: LOST_EXIT_CODE, oomKilled: false, at: Date.now() });
			}
		},

		async until(id, done, ms, signal) {
			const deadline = monotonicMs() + ms;
			while (!done() && monotonicMs() < deadline && !signal?.aborted) {
				await new Promise<void>((resolve) => {
					const wakers = waiting.get(id) ?? new Set();
					waiting.set(id, wakers);
					const wake = () => {
						clearTimeout(timer);
						signal?.removeEventListener('abort', wake);
						wakers.delete(wake);
						if (wakers.size === 0) waiting.delete(id);
						resolve();
					};
					const timer = setTimeout(wake, Math.min(100, Math.max(1, deadline - monotonicMs())));
					wakers.add(wake);
					signal?.addEventListener('abort', wake, { once: true });
				});
			}
		},

		onExit(fn) {
			listeners.add(fn);
			const missed = unheard;
			unheard = [];
			if (missed.length > 0) queueMicrotask(() => missed.forEach(emit));
			return () => void listeners.delete(fn);
		},

		onEnding: (fn) => void (ending = fn),

		close: () => listeners.clear()
	};
}
