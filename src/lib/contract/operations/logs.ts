/** Operations on logs of pups, boxes, jobs and the box itself. They share the same queries. */
import * as v from 'valibot';
import { logPage } from '../log-page.ts';
import { LOG_LEVELS } from '../log-text.ts';
import { bytes, json, operation } from '../operation.ts';
import { logCursor, logLimitChange, logLimitState } from '../log-lines.ts';
import { boxParams } from './boxes.ts';
import { count, countUpTo, flag, jobParams, pupParams } from './inputs.ts';

/** Milliseconds per unit, as in `90s`, `15m`, `2h`, `3d`. */
const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Parses a moment as milliseconds since the epoch; null for an invalid one. */
function momentOf(text: string): number | null {
	const [, number, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
	if (number !== undefined) return Date.now() - Number(number) * UNITS[unit as keyof typeof UNITS];
	if (/^\d{1,15}$/.test(text)) return Number(text);
	const time = /^\d{4}-/.test(text) ? Date.parse(text) : NaN;
	return Number.isFinite(time) ? time : null;
}

const moment = v.pipe(
	v.string(),
	v.maxLength(40),
	v.check(
		(text) => momentOf(text) !== null,
		'Give a time as ISO 8601, as milliseconds since 1970, or as an age such as 90s, 15m, 2h or 3d.'
	),
	v.transform((text) => momentOf(text) ?? 0)
);

const range = {
	/**
	 * Lines of this time or later: ISO 8601, milliseconds since 1970, or an age (`90s`, `15m`,
	 * `2h`, `3d`).
	 */
	since: v.optional(moment),
	/** Lines before this time, in the same formats. */
	until: v.optional(moment)
};

const filter = {
	/** Lines that contain this text. */
	search: v.optional(v.pipe(v.string(), v.maxLength(500, 'Search for at most 500 characters.'))),
	/** Whether `search` is a JavaScript regular expression. */
	regex: flag('false'),
	/** Whether the search is case-sensitive. */
	case: flag('false'),
	/** Lines that declare this level or a more severe one. */
	level: v.optional(v.picklist(LOG_LEVELS, `Give one of ${LOG_LEVELS.join(', ')}.`))
};

const optionalCount = (most: number) => v.optional(countUpTo(most));

const pageQuery = {
	after: v.optional(logCursor),
	before: v.optional(logCursor),
	tail: optionalCount(5000),
	limit: count(1000, 5000),
	...range,
	...filter
};
const service = { service: v.optional(v.pipe(v.string(), v.maxLength(200))) };

const fileQuery = {
	...range,
	/** `text`: time, service, stream, text. `json`: one JSON object per line. */
	format: v.optional(v.picklist(['text', 'json'], 'Give text or json.'), 'text'),
	gzip: flag('false')
};

/** @param query also checked as a whole: only one kind of cursor is allowed */
const page = <const E extends v.ObjectEntries>(entries: E) =>
	v.pipe(
		v.object(entries),
		v.check(
			(query) =>
				!('after' in query && 'before' in query && query['after'] !== undefined && query['before'] !== undefined),
			'Give `after` or `before`, not both.'
		)
	);

const lines = json(logPage);

const HOW =
	'With `after`, returns the next `limit` lines; call again with the `cursor` of the answer while `more` is true, and later for new lines: each line is returned once. With `before`, returns the last `limit` lines up to that cursor; call again with the `start` of the answer while `older` is true. With neither, returns the lines from `since` on, or else the last lines. A cursor is valid only for the same selection of `service`. `gap` says that lines after it are gone. A search covers all stored lines, newest first unless it continues with `after`; one call takes a few seconds at most and may return few lines or none while `older` or `more` says that there is more to search.';
const ERRORS = ['not-found', 'invalid-cursor', 'bad-expression', 'search-too-slow', 'too-many-searches'] as const;

const file = (tag: 'pups' | 'boxes' | 'jobs' | 'box', path: string, what: string) =>
	({
		method: 'GET',
		path,
		tags: [tag],
		summary: `${what} as a file: plain or gzip, as text or JSON lines.`,
		description: 'It ends with the last line written at the time of the request.',
		access: 'owner',
		output: bytes('*/*'),
		status: 200,
		perMinute: 60
	}) as const;

export const logOperations = {
	'pups.logs': operation({
		method: 'GET',
		path: '/pups/{id}/logs',
		tags: ['pups'],
		summary:
			'Lines of the logs of its services, in the order of writing: pages in both directions, a time range, a search.',
		description: HOW,
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		query: page({ ...service, ...pageQuery }),
		output: lines,
		errors: [...ERRORS, 'unknown-service'],
		status: 200,
		example: { query: { tail: '100', since: '2h', level: 'warn' } }
	}),
	'pups.logFile': operation({
		...file('pups', '/pups/{id}/logs/file', 'Its log'),
		scopes: ['see'],
		params: pupParams,
		query: v.object({ ...service, ...fileQuery }),
		errors: ['not-found', 'unknown-service']
	}),
	'pups.logLimits': operation({
		method: 'GET',
		path: '/pups/{id}/logs/limits',
		tags: ['pups'],
		summary: 'How much of the log of each of its services is stored.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		output: json(logLimitState),
		status: 200
	}),
	'pups.setLogLimits': operation({
		method: 'PUT',
		path: '/pups/{id}/logs/limits',
		tags: ['pups'],
		summary: 'Sets how much of the log of each of its services is stored.',
		description:
			'When a file of a log is full, the log continues in a new file; beyond `files` files the oldest is removed. The number applies at once, the size from the next start of each service.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		body: logLimitChange,
		output: json(logLimitState),
		status: 200,
		errors: ['host-cannot-run'],
		perMinute: 60,
		audit: 'changed how much of a pup’s log is stored',
		example: { body: { fileBytes: 8_000_000, files: 4 }, output: { fileBytes: 8_000_000, files: 4 } }
	}),
	'boxes.logs': operation({
		method: 'GET',
		path: '/boxes/{id}/logs',
		tags: ['boxes'],
		summary: 'Output of its main process, in the order of writing: pages in both directions, a time range, a search.',
		description: HOW,
		access: 'owner',
		scopes: ['see'],
		params: boxParams,
		query: page(pageQuery),
		output: lines,
		errors: ERRORS,
		status: 200,
		example: { query: { tail: '100' } }
	}),
	'boxes.logFile': operation({
		...file('boxes', '/boxes/{id}/logs/file', 'Its log'),
		scopes: ['see'],
		params: boxParams,
		query: v.object(fileQuery)
	}),
	'jobs.log': operation({
		method: 'GET',
		path: '/jobs/{id}/log',
		tags: ['jobs'],
		summary: 'Lines of its log, oldest first: pages in both directions, a time range, a search.',
		description: HOW,
		access: 'owner',
		scopes: ['see'],
		params: jobParams,
		query: page(pageQuery),
		output: lines,
		status: 200,
		errors: ERRORS
	}),
	'jobs.logFile': operation({
		...file('jobs', '/jobs/{id}/log/file', 'Its log'),
		scopes: ['see'],
		params: jobParams,
		query: v.object(fileQuery)
	}),
	'box.logs': operation({
		method: 'GET',
		path: '/box/logs',
		tags: ['box'],
		summary: 'Lines of the box’s own log, from dogeboxd and its supervisor.',
		description: `${HOW} The log names addresses and their errors, so the call needs the scope \`administer\`.`,
		access: 'owner',
		scopes: ['administer'],
		query: page({ ...service, ...pageQuery }),
		output: lines,
		errors: [...ERRORS, 'unknown-service'],
		status: 200
	}),
	'box.logFile': operation({
		...file('box', '/box/logs/file', 'The box’s own log'),
		scopes: ['administer'],
		query: v.object({ ...service, ...fileQuery }),
		errors: ['unknown-service']
	})
} as const;
