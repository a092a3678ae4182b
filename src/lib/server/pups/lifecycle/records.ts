/**
 * In-memory state of each pup's services: restarts, consecutive crashes, and the time of the next
 * start. After a restart of dogeboxd the engine reports what runs, and counting begins again.
 */
import type { ServiceStatus } from '../../../contract/pups.ts';
import type { ContainerStatus, ProcessExit, ProcessStatus } from '../../containers/types.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import { failuresAfter, flappingOf, recentEnds, waitAfter } from './backoff.ts';

export interface ServiceRecord {
	pid: number | null;
	startedAt: number | null;
	exitCode: number | null;
	oomKilled: boolean;
	/**
	 * Grace period in seconds after which its last stop killed it; null when it was not killed.
	 */
	killedAfter: number | null;
	/** Number of automatic restarts since its owner last started it. */
	restarts: number;
	/** Consecutive crashes. */
	failures: number;
	/** Time of the next start, by the monotonic clock, milliseconds. */
	nextStartAt: number | null;
	/**
	 * Time since which it has been observed running, by the monotonic clock, milliseconds; null
	 * while it does not run.
	 */
	upSince: number | null;
	/** Times of its recent unexpected ends, oldest first; monotonic clock, milliseconds. */
	ends: readonly number[];
	/** Number of recent ends at the time of the last one, where there are too many. */
	flapping: { ends: number; minutes: number } | null;
	/** Time of its last end, milliseconds since the epoch. */
	endedAt: number | null;
	/** Result of its health check, where dogeboxd ended the service because of it. */
	unhealthy: string | null;
}

const EMPTY: ServiceRecord = {
	pid: null,
	startedAt: null,
	exitCode: null,
	oomKilled: false,
	killedAfter: null,
	restarts: 0,
	failures: 0,
	nextStartAt: null,
	upSince: null,
	ends: [],
	flapping: null,
	endedAt: null,
	unhealthy: null
};

export interface ServiceRecords {
	get(pupId: string, service: string): ServiceRecord;
	/** Records the state that the engine reports. @returns whether a displayed value has changed */
	seen(status: ContainerStatus): boolean;
	/**
	 * Notes that a service is down and its exit is not reported yet. Without a report it may start
	 * again at `at`, by the monotonic clock.
	 */
	exitPending(pupId: string, service: string, at: number): void;
	/** Records that dogeboxd has restarted a service. */
	restarted(pupId: string, process: ProcessStatus): void;
	/**
	 * Records an unexpected end of a service: counts it and sets the time of the next start.
	 * @returns the delay, milliseconds
	 */
	crashed(exit: ProcessExit): number;
	/** Notes that dogeboxd is about to end a service because its health check fails. */
	unhealthy(pupId: string, service: string, text: string): void;
	/** Records an intended end of a service. */
	ended(exit: ProcessExit): void;
	/** Records that a service exceeded its grace period and was killed. */
	killed(pupId: string, service: string, seconds: number): void;
	/** Resets the counters, because the owner starts the pup. */
	reset(pupId: string): void;
	/** Records that the container is gone; the last exit statuses are kept for display. */
	stopped(pupId: string): void;
	forget(pupId: string): void;
	/** The displayed status. `up`: the pup should run. */
	view(pupId: string, service: string, up: boolean): ServiceStatus;
	/** Resolves with the first exit of one of the pup's services within `ms`, else null. */
	nextExit(pupId: string, ms: number, signal: AbortSignal): Promise<ProcessExit | null>;
}

/** For a process that was started before dogeboxd, its age is only known by the wall clock. */
function upSince(startedAt: number | null): number {
	return monotonicMs() - (startedAt === null ? 0 : Math.max(0, Date.now() - startedAt));
}

export function createServiceRecords(): ServiceRecords {
	const pups = new Map<string, Map<string, ServiceRecord>>();
	const waiting = new Set<(exit: ProcessExit) => void>();

	const get = (pupId: string, service: string) => pups.get(pupId)?.get(service) ?? EMPTY;

	function patch(pupId: string, service: string, values: Partial<ServiceRecord>): ServiceRecord {
		const services = pups.get(pupId) ?? new Map<string, ServiceRecord>();
		pups.set(pupId, services);
		const next = { ...get(pupId, service), ...values };
		services.set(service, next);
		return next;
	}

	function each(pupId: string, values: Partial<ServiceRecord>): void {
		for (const service of pups.get(pupId)?.keys() ?? []) patch(pupId, service, values);
	}

	return {
		get,
		seen(status) {
			let changed = false;
			for (const { name, pid, startedAt, exitCode, oomKilled } of status.processes) {
				const before = get(status.id, name);
				const values: Partial<ServiceRecord> = { pid, startedAt: startedAt ?? before.startedAt };
				if (pid !== null) {
					Object.assign(values, { nextStartAt: null, killedAfter: null });
					if (before.pid !== pid) values.unhealthy = null;
					if (before.upSince === null || before.pid !== pid) values.upSince = upSince(startedAt);
				} else if (exitCode !== null) Object.assign(values, { exitCode, oomKilled });
				const after = patch(status.id, name, values);
				changed ||= JSON.stringify(before) !== JSON.stringify(after);
			}
			return changed;
		},
		exitPending: (pupId, service, at) => void patch(pupId, service, { nextStartAt: at }),
		restarted(pupId, process) {
			const { restarts } = get(pupId, process.name);
			patch(pupId, process.name, {
				pid: process.pid,
				startedAt: process.startedAt,
				upSince: monotonicMs(),
				nextStartAt: null,
				restarts: restarts + 1,
				unhealthy: null
			});
		},
		crashed(exit) {
			const before = get(exit.id, exit.process);
			const now = monotonicMs();
			// A service that is ended because of its health may have run for long; that does not
			// count as stable.
			const ranMs = before.upSince === null || before.unhealthy !== null ? null : now - before.upSince;
			const failures = failuresAfter(before.failures, ranMs);
			const wait = waitAfter(failures);
			const ends = [...recentEnds(before.ends, now), now];
			patch(exit.id, exit.process, {
				pid: null,
				exitCode: exit.exitCode,
				oomKilled: exit.oomKilled,
				failures,
				upSince: null,
				nextStartAt: now + wait,
				ends,
				flapping: flappingOf(ends, now),
				endedAt: exit.at
			});
			for (const publish of [...waiting]) publish(exit);
			return wait;
		},
		ended(exit) {
			patch(exit.id, exit.process, {
				pid: null,
				exitCode: exit.exitCode,
				oomKilled: exit.oomKilled,
				upSince: null,
				nextStartAt: null,
				endedAt: exit.at
			});
		},
		unhealthy: (pupId, service, text) => void patch(pupId, service, { unhealthy: text }),
		killed: (pupId, service, seconds) => void patch(pupId, service, { killedAfter: seconds }),
		reset: (pupId) =>
			each(pupId, {
				killedAfter: null,
				restarts: 0,
				failures: 0,
				nextStartAt: null,
				exitCode: null,
				oomKilled: false,
				ends: [],
				flapping: null,
				endedAt: null,
				unhealthy: null
			}),
		stopped: (pupId) => each(pupId, { pid: null, startedAt: null, upSince: null, nextStartAt: null, failures: 0 }),
		forget: (pupId) => void pups.delete(pupId),
		view(pupId, service, up) {
			const { pid, startedAt, restarts, exitCode, nextStartAt, killedAfter, ends, flapping } = get(pupId, service);
			// Shown with the count of the last end, while enough of those ends are still recent.
			const still = up && flapping !== null && flappingOf(recentEnds(ends, monotonicMs()), 0) !== null;
			return {
				name: service,
				pid,
				state:
					pid !== null
						? 'running'
						: up && nextStartAt !== null
							? 'waiting'
							: up && exitCode !== null
								? 'exited'
								: 'stopped',
				startedAt: pid === null ? null : startedAt,
				restarts,
				lastExitCode: exitCode,
				killedAfter: pid === null ? killedAfter : null,
				// Converted to the wall clock for display.
				nextStartAt: up && nextStartAt !== null ? Math.round(Date.now() + nextStartAt - monotonicMs()) : null,
				...(still && { flapping })
			};
		},
		nextExit(pupId, ms, signal) {
			return new Promise((resolve) => {
				const done = (exit: ProcessExit | null) => {
					clearTimeout(timer);
					waiting.delete(publish);
					signal.removeEventListener('abort', none);
					resolve(exit);
				};
				const publish = (exit: ProcessExit) => void (exit.id === pupId && done(exit));
				const none = () => done(null);
				const timer = setTimeout(none, ms);
				waiting.add(publish);
				signal.addEventListener('abort', none, { once: true });
			});
		}
	};
}
