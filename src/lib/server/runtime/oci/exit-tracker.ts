/** Tracks the ends of processes: exit status, cause, and notification of listeners. */
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
 * How long an exit status may be missing after its process is gone, milliseconds. After that the
 * process counts as lost.
 */
const LOST_AFTER_MS = 2000;

/**
 * Delay before the remains of a process are removed, milliseconds. By then its container is mostly
 * removed as a whole, or the process was launched again, which removes them first.
 */
const FORGET_AFTER_MS = 100;

/** Exit status for a process whose own status is lost with its monitor: that of SIGKILL. */
const LOST_EXIT_CODE = 137;
/**
 * How long the other processes of an unmonitored service are awaited before its first process is
 * ended, milliseconds.
 */
const UNMONITORED_GRACE_MS = 5000;

/** Written to the log of a service whose monitor is gone. */
const UNMONITORED =
	'The program that writes this log (conmon) was ended by somebody. What the service has written since is lost; the box starts the service again.';

/** Sources of facts about the host, once they are known. */
export interface Ground {
	exitFiles: ExitFiles;
	layout: CgroupLayout | null;
}

export interface ExitTrackerDeps {
	records: Records;
	calls: OciCalls;
	logs: ContainerLogs;
	locks: ReturnType<typeof createKeyedQueue>;
	/** Cgroup of all containers: `/dogebox`. */
	cgroup: string;
	/** Null before the first start or adoption. */
	ground: () => Ground | null;
	log: Logger;
}

export interface ExitTracker {
	/**
	 * Records the end of a process by its OCI name, if its exit status exists and was not recorded
	 * before.
	 */
	settle(name: string): Promise<void>;
	/**
	 * Records processes that are gone without an exit status, because their monitor was killed,
	 * after a short delay. Ends a process that runs without its monitor, since nothing writes its
	 * log; it is then started again with a monitor.
	 */
	noticeLost(record: ContainerRecord): void;
	/**
	 * Records the end of every process that the record lists as running, with or without a status.
	 */
	giveUp(record: ContainerRecord): void;
	/**
	 * Waits until `done` returns true, for at most `ms`. Checks after each exit in the container,
	 * and every 100 ms for a process whose monitor is gone.
	 */
	until(id: string, done: () => boolean, ms: number, signal?: AbortSignal): Promise<void>;
	onExit(fn: (exit: ProcessExit) => void): () => void;
	/** Calls `fn` when a process has ended, while its cgroup still exists. */
	onEnding(fn: (record: ContainerRecord) => void): void;
	close(): void;
}

/** Exits that occur before the first listener subscribes are kept for that listener. */
export function createExitTracker(deps: ExitTrackerDeps): ExitTracker {
	const { records, calls, logs, locks, log } = deps;
	const listeners = new Set<(exit: ProcessExit) => void>();
	const waiting = new Map<string, Set<() => void>>();
	let unheard: ProcessExit[] = [];
	let ending: (record: ContainerRecord) => void = () => {};
	/** Processes that were asked to end because their monitor is gone. */
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

	/** Asks the process to end on the first call, and kills it on a later one. */
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
		// Another call may have recorded this end while the file was read.
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
		// Under the lock, because the process may be launched again at once.
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
				// The monitor is checked first, because it ends after its process.
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
