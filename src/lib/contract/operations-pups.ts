/** Operations on sources, the store, installed pups and jobs. */
import * as v from 'valibot';
import { job } from './jobs.ts';
import { operation } from './operation.ts';
import { historySeconds } from './operations-box.ts';
import { logLine, pupDetail, pupSummary, sample, source, storePup, storePupDetail } from './pups.ts';

const hexId = (what: string) => v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, `This is not the id of a ${what}.`));
const pupParams = v.object({ id: hexId('pup') });
const sourceParams = v.object({
	id: v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/, 'This is not the id of a source.'))
});
const jobParams = v.object({ id: v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,40}$/, 'This is not the id of a job.')) });
const jobAnswer = v.object({ jobId: v.string() });

const count = (fallback: number, most: number) =>
	v.optional(
		v.pipe(
			v.string(),
			v.regex(/^\d{1,6}$/, 'Give a number.'),
			v.toNumber(),
			v.minValue(1, 'Give at least 1.'),
			v.maxValue(most, `At most ${most} are given at once.`)
		),
		String(fallback)
	);

/** `true` or `false` as query text. */
const flag = (fallback: 'true' | 'false') =>
	v.optional(
		v.pipe(
			v.picklist(['true', 'false'], 'Give true or false.'),
			v.transform((text) => text === 'true')
		),
		fallback
	);

/** Names that valibot's records would drop in silence instead of refusing them. */
const NO_FIELDS = ['__proto__', 'constructor', 'prototype'];
const configValues = v.pipe(
	v.custom<Record<string, unknown>>(
		(input) => typeof input === 'object' && input !== null && !Array.isArray(input),
		'Give an object with the names and values of fields.'
	),
	v.check(
		(values) => Object.keys(values).every((field) => field.length <= 200 && !NO_FIELDS.includes(field)),
		'A pup cannot have a field of this name.'
	)
);

const name = v.pipe(v.string('Give the name of the pup.'), v.minLength(1), v.maxLength(200));

/** What an owner may say of a source. */
const sourceChoices = v.object({
	/** The owner's own name for it. */
	name: v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(100)))),
	/** For sources that ask who is there (HTTP Basic); kept sealed. */
	credentials: v.optional(
		v.nullable(
			v.object({
				username: v.pipe(v.string(), v.maxLength(200)),
				password: v.pipe(v.string(), v.minLength(1, 'Give a password or token.'), v.maxLength(2000))
			})
		)
	),
	/** minisign public key (`RWQ…`) which the source's pups must be signed with. */
	publicKey: v.optional(v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(200))))
});
export type SourceChoices = v.InferOutput<typeof sourceChoices>;

const act = (verb: string, did: string) =>
	operation({
		method: 'POST',
		path: `/pups/{id}/${verb}`,
		summary: `${did[0]!.toUpperCase()}${did.slice(1)} (a job).`,
		access: 'owner',
		params: pupParams,
		output: jobAnswer,
		status: 202,
		perMinute: 300,
		audit: did
	});

export const pupOperations = {
	'sources.list': operation({
		method: 'GET',
		path: '/sources',
		summary: 'Where pups come from.',
		access: 'owner',
		output: v.object({ sources: v.array(source) }),
		status: 200
	}),
	'sources.add': operation({
		method: 'POST',
		path: '/sources',
		summary: 'Adds a source and reads it; answers when it has been read.',
		access: 'owner',
		body: v.object({
			/**
			 * `https://host/repo.git` (with `#branch` for a branch instead of the version tags), a folder of the box, or the
			 * address of a `dogebox.json`.
			 */
			location: v.pipe(v.string('Give a location.'), v.trim(), v.minLength(1, 'Give a location.'), v.maxLength(2000)),
			...sourceChoices.entries
		}),
		output: source,
		status: 201,
		perMinute: 60,
		audit: 'added a source'
	}),
	'sources.change': operation({
		method: 'PUT',
		path: '/sources/{id}',
		summary: 'Changes a source’s name, credentials or key. What is left out stays; `null` takes it away.',
		access: 'owner',
		params: sourceParams,
		body: sourceChoices,
		output: source,
		status: 200,
		perMinute: 60,
		audit: 'changed a source'
	}),
	'sources.refresh': operation({
		method: 'POST',
		path: '/sources/{id}/refresh',
		summary: 'Reads a source anew.',
		access: 'owner',
		params: sourceParams,
		output: source,
		status: 200,
		perMinute: 60,
		audit: 'read a source anew'
	}),
	'sources.remove': operation({
		method: 'DELETE',
		path: '/sources/{id}',
		summary: 'Removes a source; pups installed from it stay.',
		access: 'owner',
		params: sourceParams,
		output: null,
		status: 204,
		audit: 'removed a source'
	}),
	'store.list': operation({
		method: 'GET',
		path: '/store',
		summary: 'What all sources offer.',
		access: 'owner',
		output: v.object({ pups: v.array(storePup) }),
		status: 200
	}),
	'store.get': operation({
		method: 'GET',
		path: '/store/{id}/{name}',
		summary: 'One pup of a source with its versions, needs, permissions and readme.',
		access: 'owner',
		params: v.object({ ...sourceParams.entries, name }),
		query: v.object({ version: v.optional(v.pipe(v.string(), v.maxLength(100))) }),
		output: storePupDetail,
		status: 200
	}),
	'store.logo': operation({
		method: 'GET',
		path: '/store/{id}/{name}/logo',
		summary: 'The logo of a pup in a source.',
		access: 'owner',
		params: v.object({ ...sourceParams.entries, name }),
		output: 'file',
		status: 200
	}),
	'pups.list': operation({
		method: 'GET',
		path: '/pups',
		summary: 'Installed pups.',
		access: 'owner',
		output: v.object({ pups: v.array(pupSummary) }),
		status: 200
	}),
	'pups.install': operation({
		method: 'POST',
		path: '/pups',
		summary: 'Installs a pup from a source (a job). Over kept data its id, keys and data stay.',
		access: 'owner',
		body: v.object({
			sourceId: v.pipe(v.string('Give the id of a source.'), v.maxLength(64)),
			name,
			version: v.optional(v.pipe(v.string(), v.maxLength(100))),
			/** Start it when it is installed. */
			start: v.optional(v.boolean())
		}),
		output: v.object({ jobId: v.string(), pupId: v.string() }),
		status: 202,
		perMinute: 60,
		audit: 'installed a pup'
	}),
	'pups.get': operation({
		method: 'GET',
		path: '/pups/{id}',
		summary: 'One installed pup with its services, pages and config. Values of password fields are never given.',
		access: 'owner',
		params: pupParams,
		output: pupDetail,
		status: 200
	}),
	'pups.start': act('start', 'started a pup'),
	'pups.stop': act('stop', 'stopped a pup'),
	'pups.restart': act('restart', 'restarted a pup'),
	'pups.retry': act('retry', 'tried again what broke a pup'),
	'pups.configure': operation({
		method: 'PUT',
		path: '/pups/{id}/config',
		summary:
			'Stores config values, by field name; a running pup is restarted to see them (then `jobId` is set). Fields left out stay as they are.',
		access: 'owner',
		params: pupParams,
		body: v.object({ values: configValues }),
		output: v.object({ jobId: v.nullable(v.string()), pup: pupDetail }),
		status: 200,
		perMinute: 300,
		audit: 'saved the config of a pup'
	}),
	'pups.dev': operation({
		method: 'PUT',
		path: '/pups/{id}/dev',
		summary: 'Switches dev mode of a pup from a folder: its folder is mounted writable, a change there restarts it.',
		access: 'owner',
		params: pupParams,
		body: v.object({ dev: v.boolean('Give true or false.') }),
		output: v.object({ jobId: v.nullable(v.string()), pup: pupDetail }),
		status: 200,
		perMinute: 60,
		audit: 'switched dev mode of a pup'
	}),
	'pups.remove': operation({
		method: 'DELETE',
		path: '/pups/{id}',
		summary: 'Uninstalls a pup (a job). `keepData=false` removes its data and keys for good.',
		access: 'owner',
		params: pupParams,
		query: v.object({ keepData: flag('true') }),
		output: jobAnswer,
		status: 202,
		perMinute: 300,
		audit: 'removed a pup'
	}),
	'pups.logs': operation({
		method: 'GET',
		path: '/pups/{id}/logs',
		summary: 'Newest lines of its services’ logs, oldest first.',
		access: 'owner',
		params: pupParams,
		query: v.object({ service: v.optional(v.pipe(v.string(), v.maxLength(200))), tail: count(200, 5000) }),
		output: v.object({ lines: v.array(logLine) }),
		status: 200
	}),
	'pups.metrics': operation({
		method: 'GET',
		path: '/pups/{id}/metrics',
		summary: 'Samples of the last seconds, oldest first.',
		access: 'owner',
		params: pupParams,
		query: historySeconds,
		output: v.object({ samples: v.array(sample) }),
		status: 200
	}),
	'pups.logo': operation({
		method: 'GET',
		path: '/pups/{id}/logo',
		summary: 'Its logo.',
		access: 'owner',
		params: pupParams,
		output: 'file',
		status: 200
	}),
	'jobs.list': operation({
		method: 'GET',
		path: '/jobs',
		summary: 'Jobs, newest first; `before` (ms) goes on in the past.',
		access: 'owner',
		query: v.object({
			limit: count(50, 500),
			unfinished: flag('false'),
			before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'Give milliseconds.'), v.toNumber()))
		}),
		output: v.object({ jobs: v.array(job) }),
		status: 200
	}),
	'jobs.get': operation({
		method: 'GET',
		path: '/jobs/{id}',
		summary: 'One job with its steps.',
		access: 'owner',
		params: jobParams,
		output: job,
		status: 200
	}),
	'jobs.log': operation({
		method: 'GET',
		path: '/jobs/{id}/log',
		summary: 'Newest lines of its log, oldest first.',
		access: 'owner',
		params: jobParams,
		query: v.object({ tail: count(500, 5000) }),
		output: v.object({ lines: v.array(v.object({ at: v.number(), text: v.string() })) }),
		status: 200
	}),
	'jobs.cancel': operation({
		method: 'POST',
		path: '/jobs/{id}/cancel',
		summary: 'Asks a job to stop at the next safe place.',
		access: 'owner',
		params: jobParams,
		output: job,
		status: 200,
		audit: 'cancelled a job'
	}),
	'live.open': operation({
		method: 'GET',
		path: '/live',
		summary: 'The live socket: changes, samples and log lines over one WebSocket.',
		access: 'owner',
		output: 'socket',
		status: 101
	})
} as const;
