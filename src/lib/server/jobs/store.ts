/**
 * Rows of jobs and their steps. Statements are prepared once, since progress is written several
 * times a second.
 */
import type { Failure, JobStatus, JobSubject } from '../../contract/jobs.ts';
import type { Database } from '../db/index.ts';
import type { JobRecord, StepRecord } from './record.ts';
import type { JobQuery } from './types.ts';

interface JobRow {
	id: string;
	kind: string;
	title: string;
	resources: string;
	subject_kind: JobSubject['kind'] | null;
	subject_id: string | null;
	parent_id: string | null;
	parent_step: string | null;
	input: string;
	status: JobStatus;
	error: string | null;
	result: string | null;
	cancel_requested: number;
	resumed: number;
	requested_by: string;
	created_at: number;
	started_at: number | null;
	finished_at: number | null;
}

interface StepRow {
	job_id: string;
	name: string;
	title: string;
	weight: number;
	status: StepRecord['status'];
	percent: number;
	note: string | null;
	started_at: number | null;
	finished_at: number | null;
}

export interface JobStore {
	insert(record: JobRecord): void;
	/** Writes the job's row and the steps at these positions; all steps without positions. */
	save(record: JobRecord, positions?: readonly number[]): void;
	/** Replaces the steps of a job that has not begun. */
	replaceSteps(record: JobRecord): void;
	has(id: string): boolean;
	load(id: string): JobRecord | null;
	/** Oldest first. */
	unfinished(): JobRecord[];
	/** Newest first; only those created before `before` (milliseconds since the epoch). */
	list(options: JobQuery & { limit: number; before: number }): JobRecord[];
	/** The children that a job's step of this name ran, oldest first. */
	childrenOf(id: string, step: string): JobRecord[];
	/**
	 * Removes the oldest finished jobs beyond `keep`, but never children of an unfinished job.
	 * @returns the ids of the removed jobs
	 */
	prune(keep: number): string[];
}

/** Accesses the tables `jobs` and `job_steps`. */
export function createJobStore({ raw }: Database): JobStore {
	const insertJob = raw.prepare(
		`INSERT INTO jobs (id, kind, title, resources, subject_kind, subject_id, parent_id, parent_step, input, status, error, result,
			cancel_requested, resumed, requested_by, created_at, started_at, finished_at)
		VALUES (@id, @kind, @title, @resources, @subjectKind, @subjectId, @parentId, @parentStep, @input, @status, @error, @result,
			@cancelRequested, @resumed, @requestedBy, @createdAt, @startedAt, @finishedAt)`
	);
	const updateJob = raw.prepare(
		`UPDATE jobs SET status = @status, error = @error, result = @result, cancel_requested = @cancelRequested,
			resumed = @resumed, started_at = @startedAt, finished_at = @finishedAt WHERE id = @id`
	);
	const insertStep = raw.prepare(
		`INSERT INTO job_steps (job_id, position, name, title, weight, status, percent, note, started_at, finished_at)
		VALUES (@jobId, @position, @name, @title, @weight, @status, @percent, @note, @startedAt, @finishedAt)
		ON CONFLICT (job_id, position) DO UPDATE SET status = excluded.status, percent = excluded.percent,
			note = excluded.note, started_at = excluded.started_at, finished_at = excluded.finished_at`
	);
	const eraseSteps = raw.prepare<[string]>('DELETE FROM job_steps WHERE job_id = ?');
	const one = raw.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?');
	const exists = raw.prepare<[string]>('SELECT 1 FROM jobs WHERE id = ?');
	const unfinished = raw.prepare<[], JobRow>(
		"SELECT * FROM jobs WHERE status IN ('queued', 'running') ORDER BY created_at, rowid"
	);
	const newest = raw.prepare<[number, number], JobRow>(
		'SELECT * FROM jobs WHERE created_at < ? ORDER BY created_at DESC, rowid DESC LIMIT ?'
	);
	const newestUnfinished = raw.prepare<[number, number], JobRow>(
		`SELECT * FROM jobs WHERE created_at < ? AND status IN ('queued', 'running')
		ORDER BY created_at DESC, rowid DESC LIMIT ?`
	);
	const fitting = raw.prepare<[Record<string, string | number | null>], JobRow>(
		`SELECT * FROM jobs WHERE created_at < @before
			AND (@unfinished = 0 OR status IN ('queued', 'running'))
			AND (@subject IS NULL OR subject_id = @subject)
			AND (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
			AND (@statuses IS NULL OR status IN (SELECT value FROM json_each(@statuses)))
		ORDER BY created_at DESC, rowid DESC LIMIT @limit`
	);
	const children = raw.prepare<[string, string], JobRow>(
		'SELECT * FROM jobs WHERE parent_id = ? AND parent_step = ? ORDER BY created_at, rowid'
	);
	const stepsOf = raw.prepare<[string], StepRow>(
		'SELECT * FROM job_steps WHERE job_id IN (SELECT value FROM json_each(?)) ORDER BY job_id, position'
	);
	const erase = raw.prepare<[number], { id: string }>(
		`DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE status NOT IN ('queued', 'running')
				AND (parent_id IS NULL OR parent_id NOT IN (SELECT id FROM jobs WHERE status IN ('queued', 'running')))
			ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET ?) RETURNING id`
	);

	const withSteps = (rows: JobRow[]): JobRecord[] => {
		const records = new Map(rows.map((row) => [row.id, toRecord(row)]));
		for (const step of stepsOf.all(JSON.stringify([...records.keys()]))) {
			records.get(step.job_id)?.steps.push(toStep(step));
		}
		return [...records.values()];
	};
	const insertSteps = (record: JobRecord, positions: Iterable<number>) => {
		for (const position of positions) {
			const step = record.steps[position];
			if (step) insertStep.run({ ...step, jobId: record.id, position });
		}
	};

	return {
		insert: raw.transaction((record: JobRecord) => {
			insertJob.run(columns(record));
			insertSteps(record, record.steps.keys());
		}),
		save: raw.transaction((record: JobRecord, positions?: readonly number[]) => {
			updateJob.run(columns(record));
			insertSteps(record, positions ?? record.steps.keys());
		}),
		replaceSteps: raw.transaction((record: JobRecord) => {
			eraseSteps.run(record.id);
			insertSteps(record, record.steps.keys());
		}),
		has: (id) => exists.get(id) !== undefined,
		load: (id) => withSteps(one.all(id))[0] ?? null,
		unfinished: () => withSteps(unfinished.all()),
		list({ limit, before, unfinishedOnly = false, subject, kinds, statuses }) {
			if (subject === undefined && kinds === undefined && statuses === undefined) {
				return withSteps((unfinishedOnly ? newestUnfinished : newest).all(before, limit));
			}
			const listed = (values: readonly string[] | undefined) => (values ? JSON.stringify(values) : null);
			const asked = { subject: subject ?? null, kinds: listed(kinds), statuses: listed(statuses) };
			return withSteps(fitting.all({ limit, before, unfinished: unfinishedOnly ? 1 : 0, ...asked }));
		},
		childrenOf: (id, step) => withSteps(children.all(id, step)),
		prune: (keep) => erase.all(keep).map((row) => row.id)
	};
}

function columns(record: JobRecord) {
	return {
		id: record.id,
		kind: record.kind,
		title: record.title,
		resources: JSON.stringify(record.resources),
		subjectKind: record.subject?.kind ?? null,
		subjectId: record.subject?.id ?? null,
		parentId: record.parent?.id ?? null,
		parentStep: record.parent?.step ?? null,
		input: JSON.stringify(record.input),
		status: record.status,
		error: record.error && JSON.stringify(record.error),
		result: record.result === null ? null : JSON.stringify(record.result),
		cancelRequested: record.cancelRequested ? 1 : 0,
		resumed: record.resumed,
		requestedBy: record.requestedBy,
		createdAt: record.createdAt,
		startedAt: record.startedAt,
		finishedAt: record.finishedAt
	};
}

function toRecord(row: JobRow): JobRecord {
	return {
		id: row.id,
		kind: row.kind,
		title: row.title,
		resources: JSON.parse(row.resources) as string[],
		subject:
			row.subject_kind === null || row.subject_id === null ? null : { kind: row.subject_kind, id: row.subject_id },
		parent: row.parent_id === null ? null : { id: row.parent_id, step: row.parent_step ?? '' },
		input: JSON.parse(row.input) as unknown,
		status: row.status,
		steps: [],
		error: row.error === null ? null : (JSON.parse(row.error) as Failure),
		waitingFor: null,
		result: row.result === null ? null : (JSON.parse(row.result) as unknown),
		cancelRequested: row.cancel_requested !== 0,
		resumed: row.resumed,
		requestedBy: row.requested_by,
		createdAt: row.created_at,
		startedAt: row.started_at,
		finishedAt: row.finished_at
	};
}

function toStep(row: StepRow): StepRecord {
	return {
		name: row.name,
		title: row.title,
		weight: row.weight,
		status: row.status,
		percent: row.percent,
		note: row.note,
		startedAt: row.started_at,
		finishedAt: row.finished_at
	};
}
