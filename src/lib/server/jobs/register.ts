/** Unfinished jobs, in memory and in their rows. Only this module changes either. */
import type { Logger } from 'pino';
import { BoxError, notFound } from '../../contract/errors.ts';
import type { Job } from '../../contract/jobs.ts';
import type { Database } from '../db/index.ts';
import type { Events } from '../events/index.ts';
import type { JobLogs } from './log-files.ts';
import type { Claim } from './planner.ts';
import { toJob, type JobRecord } from './record.ts';
import type { Run } from './run.ts';
import type { JobStore } from './store.ts';
import type { JobKind } from './types.ts';

/** An unfinished job. */
export interface LiveJob {
	readonly record: JobRecord;
	/** It was begun before dogeboxd was restarted. */
	resumed: boolean;
	run: Run | null;
	/**
	 * Why it is not in the queue: a condition is checked again later, or its parent has yet to
	 * request it again after a restart.
	 */
	pause: NodeJS.Timeout | 'for-parent' | null;
	/** Callers that wait for its end. */
	readonly waiters: Set<Waiter>;
	/** Called with each change. */
	readonly watchers: Set<(record: JobRecord) => void>;
}

export interface Waiter {
	resolve(job: Job): void;
	reject(error: unknown): void;
}

/**
 * `new`: kinds may still be declared. `halted`: the process is about to exit, nothing is written
 * any more.
 */
export type Phase = 'new' | 'running' | 'stopping' | 'halted';

export interface Register {
	readonly database: Database;
	readonly store: JobStore;
	readonly logs: JobLogs;
	readonly log: Logger;
	readonly now: () => number;
	phase: Phase;
	readonly kinds: Map<string, JobKind<unknown, unknown>>;
	/**
	 * Jobs by id, in the order in which they were submitted. Unfinished jobs from before a restart
	 * are present from the start.
	 */
	readonly live: Map<string, LiveJob>;
	/** Adds a newly submitted job and its row. */
	insert(record: JobRecord): LiveJob;
	/**
	 * Writes the job's row and the steps at these positions (default all) together with what `also`
	 * writes, and publishes the job.
	 */
	save(record: JobRecord, positions?: readonly number[], also?: () => void): void;
	/** @throws BoxError 404 */
	get(id: string): JobRecord;
	/** Ids of a child's ancestors, nearest first. */
	ancestors(record: Pick<JobRecord, 'parent'>): string[];
	/** The job's claim on locks. */
	claim(job: LiveJob): Claim;
	/** Unfinished children of a job. */
	children(id: string): LiveJob[];
}

export function createRegister(deps: {
	database: Database;
	events: Events;
	store: JobStore;
	logs: JobLogs;
	log: Logger;
	now: () => number;
}): Register {
	const { database, events, store } = deps;
	const live = new Map<string, LiveJob>();
	const kinds: Register['kinds'] = new Map();
	for (const record of store.unfinished()) live.set(record.id, liveJob(record));

	function ancestors({ parent }: Pick<JobRecord, 'parent'>): string[] {
		const ids: string[] = [];
		for (let at = parent; at && !ids.includes(at.id); at = live.get(at.id)?.record.parent ?? null) ids.push(at.id);
		return ids;
	}

	return {
		...deps,
		phase: 'new',
		kinds,
		live,
		insert(record) {
			const snapshot = toJob(record);
			database.transaction(() => {
				store.insert(record);
				events.emit({ kind: 'job', job: snapshot });
			});
			// Added at once, so that a second submission in the same transaction finds it. It runs
			// only after the commit.
			const job = liveJob(record);
			live.set(record.id, job);
			return job;
		},
		save(record, positions, also) {
			const write = kinds.get(record.kind)?.relaxed ? database.relaxed : database.transaction;
			write(() => {
				also?.();
				store.save(record, positions);
				events.emit({ kind: 'job', job: toJob(record) });
			});
			for (const watcher of live.get(record.id)?.watchers ?? []) watcher(record);
		},
		get(id) {
			const record = live.get(id)?.record ?? store.load(id);
			if (!record) throw notFound('job', id);
			return record;
		},
		ancestors,
		claim: ({ record }) => ({ id: record.id, resources: record.resources, ancestors: ancestors(record) }),
		children: (id) => [...live.values()].filter((job) => job.record.parent?.id === id)
	};
}

function liveJob(record: JobRecord): LiveJob {
	return { record, resumed: false, run: null, pause: null, waiters: new Set(), watchers: new Set() };
}

/** 503: nothing new begins while dogeboxd stops. */
export function stopping(): BoxError {
	return new BoxError({
		code: 'stopping',
		status: 503,
		message: 'The box is stopping.',
		hint: 'Running jobs continue when it is back.'
	});
}
