/** Operations on jobs. */
import * as v from 'valibot';
import { job, JOB_STATUSES } from '../jobs.ts';
import { json, operation } from '../operation.ts';
import { count, flag, jobParams, listed } from './inputs.ts';

/** Seconds for which an answer may be delayed. */
const waitSeconds = v.optional(
	v.pipe(
		v.string(),
		v.regex(/^\d{1,2}$/, 'Give a number of seconds.'),
		v.toNumber(),
		v.maxValue(60, 'Wait at most 60 seconds.')
	),
	'0'
);

export const jobOperations = {
	'jobs.list': operation({
		method: 'GET',
		path: '/jobs',
		tags: ['jobs'],
		summary: 'Jobs, newest first, filtered by `subject`, `kind` and `status`. `before` (ms) continues with older jobs.',
		access: 'owner',
		scopes: ['see'],
		query: v.object({
			limit: count(50, 500),
			unfinished: flag('false'),
			before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'Give milliseconds.'), v.toNumber())),
			/** Id of the pup or source that the jobs are about. */
			subject: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/, 'This is not an id.'))),
			/** Kinds, separated by commas. */
			kind: v.optional(
				listed(v.pipe(v.string(), v.regex(/^[a-z][a-z.-]{0,39}$/, 'Give kinds of jobs, separated by commas.')))
			),
			/** Statuses, separated by commas. */
			status: v.optional(listed(v.picklist(JOB_STATUSES, `Give some of ${JOB_STATUSES.join(', ')}.`)))
		}),
		output: json(v.object({ jobs: v.array(job) })),
		status: 200
	}),
	'jobs.get': operation({
		method: 'GET',
		path: '/jobs/{id}',
		tags: ['jobs'],
		summary: 'One job with its steps; `wait` delays the answer until the job has ended.',
		description:
			'With `wait`, 0 to 60 seconds, the answer comes when the job has ended or the time is over, whichever is first: check `status`. Closing the connection ends the wait at once and does not affect the job.',
		access: 'owner',
		scopes: ['see'],
		params: jobParams,
		query: v.object({ wait: waitSeconds }),
		output: json(job),
		status: 200,
		errors: ['too-many-streams', 'stopping'],
		example: { query: { wait: '30' } }
	}),
	'jobs.cancel': operation({
		method: 'POST',
		path: '/jobs/{id}/cancel',
		tags: ['jobs'],
		summary: 'Asks a job to stop at the next safe point.',
		access: 'owner',
		scopes: ['operate'],
		params: jobParams,
		output: json(job),
		status: 200,
		errors: ['not-cancellable'],
		audit: 'cancelled a job'
	})
} as const;
