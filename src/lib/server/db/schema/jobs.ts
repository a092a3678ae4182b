/** Jobs and their steps. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Failure, JobStatus, JobSubject } from '../../../contract/jobs.ts';
import { id } from './id.ts';

export const jobs = sqliteTable(
	'jobs',
	{
		id: id(),
		kind: text('kind').notNull(),
		title: text('title').notNull(),
		resources: text('resources', { mode: 'json' }).$type<string[]>().notNull(),
		/** The subject: a kind of thing (`pup`, `source` …) and its id. */
		subjectKind: text('subject_kind').$type<JobSubject['kind']>(),
		subjectId: text('subject_id'),
		/** The parent job, and the name of its step that runs this one. */
		parentId: text('parent_id'),
		parentStep: text('parent_step'),
		/** Input of the kind of job; never has a secret. */
		input: text('input', { mode: 'json' }).notNull(),
		status: text('status').$type<JobStatus>().notNull(),
		error: text('error', { mode: 'json' }).$type<Failure>(),
		/** What the job produced. */
		result: text('result', { mode: 'json' }),
		cancelRequested: integer('cancel_requested', { mode: 'boolean' }).notNull().default(false),
		/** Number of times it was resumed after a crash of dogeboxd. */
		resumed: integer('resumed').notNull().default(0),
		requestedBy: text('requested_by').notNull(),
		createdAt: integer('created_at').notNull(),
		startedAt: integer('started_at'),
		finishedAt: integer('finished_at')
	},
	(t) => [index('jobs_status').on(t.status), index('jobs_created').on(t.createdAt), index('jobs_parent').on(t.parentId)]
);

export const jobSteps = sqliteTable(
	'job_steps',
	{
		jobId: text('job_id')
			.notNull()
			.references(() => jobs.id, { onDelete: 'cascade' }),
		position: integer('position').notNull(),
		name: text('name').notNull(),
		title: text('title').notNull(),
		weight: integer('weight').notNull(),
		status: text('status').$type<'pending' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'skipped'>().notNull(),
		percent: integer('percent').notNull().default(0),
		note: text('note'),
		startedAt: integer('started_at'),
		finishedAt: integer('finished_at')
	},
	(t) => [primaryKey({ columns: [t.jobId, t.position] })]
);
