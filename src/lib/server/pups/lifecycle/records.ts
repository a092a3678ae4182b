/**
 * What the box remembers of each pup's services while it runs: restarts, crashes in a row, when the
 * next start is due. In memory only: after a restart of dogeboxd the engine says what is there, and
 * counting begins again.
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
	/** Seconds after which it was killed when it was last stopped; null when it was not. */
	killedAfter: number | null;
	/** Restarts by the box since its owner last started it. */
	restarts: number;
	/** Crashes in a row. */
	failures: number;
	/** Of the monotonic clock, ms. */
	nextStartAt: number | null;
	/** Since when it is seen to run, by the monotonic clock, ms; null while it does not. */
	upSince: number | null;
	/** When it ended of late though it should run, the newest last; monotonic clock, ms. */
	ends: readonly number[];
	/** How often that was, as of the last one, where it is too often. */
	flapping: { ends: number; minutes: number } | null;
	/** When it last ended, milliseconds since the epoch. */
	endedAt: number | null;
	/** What its health check found, where the box ended it for that. */
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
	/** Takes over what the engine sees. @returns whether anything shown has changed */
	seen(status: ContainerStatus): boolean;
	/**
	 * A service is down and nobody has said how it ended (yet): it may start again at `at`, of the
	 * monotonic clock, if nobody does.
	 */
	exitPending(pupId: string, service: string, at: number): void;
	/** A service was started again by the box. */
	restarted(pupId: string, process: ProcessStatus): void;
	/**
	 * A service ended though it should run: counts it and sets when it may start again.
	 * @returns milliseconds to wait
	 */
	crashed(exit: ProcessExit): number;
	/** A service is about to be ended by the box since its health check fails. */
	unhealthy(pupId: string, service: string, text: string): void;
	/** A service ended because it should. */
	ended(exit: ProcessExit): void;
	/** A service did not end in its time and was killed. */
	killed(pupId: string, service: string, seconds: number): void;
	/** The owner starts the pup: counting begins again. */
	reset(pupId: string): void;
	/** The container is gone; last exit statuses stay to be shown. */
	stopped(pupId: string): void;
	forget(pupId: string): void;
	/** As shown. `up`: the pup is meant to run. */
	view(pupId: string, service: string, up: boolean): ServiceStatus;
	/** Resolves with the first exit of one of the pup's services within `ms`, else null. */
	nextExit(pupId: string, ms: number, signal: AbortSignal): Promise<ProcessExit | null>;
}

/** What was started before this program says so by the clock on the wall. */
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
			// One that has to be ended for its health may run for long, and is no better for it.
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
			// Told as it was at the last end, for as long as enough of them still count.
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
				// People read another clock.
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
