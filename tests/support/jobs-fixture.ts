/** Jobs over an empty database in memory, for unit tests of jobs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import type { Job } from '../../src/lib/contract/jobs.ts';
import { openDatabase, type Database } from '../../src/lib/server/db/index.ts';
import { createEvents, type Events } from '../../src/lib/server/events/index.ts';
import {
	createJobs,
	type JobHandle,
	type JobKind,
	type Jobs,
	type StepContext
} from '../../src/lib/server/jobs/index.ts';

export const log = pino({ level: 'silent' });
export const migrations = new URL('../../drizzle', import.meta.url).pathname;

/**
 * What is ready for each test. A test may replace parts of it, and the replacements are then closed
 * instead.
 */
export interface GivenJobs {
	/** The test's own folder, removed after the test. */
	folder: string;
	database: Database;
	events: Events;
	jobs: Jobs;
	/** All published states of jobs, the oldest first. */
	seen: Job[];
}

/** Starts and stops the jobs around each test of the file. Call it once, at the top level. */
export function useJobs() {
	const given = {} as GivenJobs;

	/** Creates another job service over the same database, as after a restart of the box. */
	const create = (options: { parallel?: number; keep?: number; recheckMs?: number; pruneMs?: number } = {}) =>
		createJobs({
			database: given.database,
			events: given.events,
			logFolder: join(given.folder, 'logs'),
			log,
			...options
		});

	beforeEach(() => {
		given.folder = mkdtempSync(join(tmpdir(), 'dbx-jobs-'));
		given.database = openDatabase({ file: ':memory:', migrations });
		given.events = createEvents({ database: given.database, log });
		given.seen = [];
		given.events.subscribe(({ body }) => {
			if (body.kind === 'job') given.seen.push(body.job);
		});
		given.jobs = create();
	});
	afterEach(async () => {
		await given.jobs.stop(1000);
		given.database.close();
		rmSync(given.folder, { recursive: true, force: true });
	});

	/** The handle of the last job kind that was declared under each name. */
	const handles = new Map<string, JobHandle<never, unknown>>();
	function define<Input, Result = never>(one: JobKind<Input, Result>): JobHandle<Input, Result> {
		const handle = given.jobs.define(one);
		handles.set(one.kind, handle);
		return handle;
	}
	/** Submits a job by the name of its kind, for kinds that lock their pup. */
	const submit = (name: string, input: { pup: string }, options?: { requestedBy?: string }) =>
		(handles.get(name) as unknown as JobHandle<{ pup: string }>).submit(input, options);
	/** Waits until a job runs. */
	const started = async (id: string) => {
		while (given.jobs.get(id)?.status !== 'running') await sleep(1);
	};
	return { given, create, define, submit, started };
}

/** A step of a job kind that locks its pup. */
export type Body = (context: StepContext<{ pup: string }>) => Promise<void>;

/** A job kind that locks its pup. */
export function kind(
	name: string,
	bodies: Body[],
	patch: Partial<JobKind<{ pup: string }>> = {}
): JobKind<{ pup: string }> {
	return {
		kind: name,
		title: ({ pup }) => `${name} ${pup}`,
		resources: ({ pup }) => [`pup:${pup}`],
		subject: ({ pup }) => ({ kind: 'pup', id: pup }),
		conflict: 'queue',
		steps: bodies.map((run, i) => ({ name: `s${i + 1}`, title: `Step ${i + 1}`, weight: 1, run })),
		afterCrash: 'resume',
		timeoutMs: 60_000,
		...patch
	};
}

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Runs until it is aborted, as a well-behaved step does. */
export const untilAborted = ({ signal }: Pick<StepContext<never>, 'signal'>) =>
	new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
