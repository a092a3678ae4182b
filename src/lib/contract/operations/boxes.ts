/** Operations on boxes: containers from an image, without a manifest. */
import * as v from 'valibot';
import { boxChange, boxName, newBox } from '../box-inputs.ts';
import { boxCapacity, boxDetail, boxPlan, boxSnapshot, boxState, boxSummary, collectedBox } from '../boxes.ts';
import { JOB_ERRORS, type Code } from '../codes.ts';
import { MOST_STOP_SECONDS, STOP_SIGNALS } from '../stop.ts';
import { foreseen, PLAN_SAYS, plannedJob } from '../effects.ts';
import { json, nothing, operation } from '../operation.ts';
import { samples } from '../samples.ts';
import { gauges } from '../metrics.ts';
import { count, EXAMPLE_ID, flag, hexId, historySeconds, listed, planOnly, pageOf, pageParams } from './inputs.ts';

/** The id or the name of a box. */
export const boxParams = v.object({
	id: v.pipe(
		v.string(),
		v.regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/, 'This is neither the id nor the name of a box.'),
		v.examples([EXAMPLE_ID])
	)
});
const snapshotParams = v.object({ ...boxParams.entries, snapshot: hexId('snapshot') });

/** A label, or only its name. */
const labelFilter = listed(
	v.pipe(
		v.string(),
		v.regex(/^[a-zA-Z0-9][a-zA-Z0-9._/-]*(?:=.*)?$/, 'Give labels as name=value, or names alone, separated by commas.')
	)
);

/** Every operation that creates a box can fail with these. */
export const CREATE_ERRORS = [
	...JOB_ERRORS,
	'name-taken',
	'too-many-boxes',
	'exceeds-host',
	'invalid-image',
	'not-runnable',
	'folder-not-allowed',
	'missing-scope',
	'host-cannot-run',
	'storage-missing',
	'network-full',
	'network-crowded',
	'address-refused',
	'too-many-networks',
	'port-taken',
	'port-reserved'
] as const satisfies readonly Code[];

const whole = (what: string, most: number) =>
	v.pipe(
		v.number(`Give ${what} as a number.`),
		v.integer(`Give ${what} as a whole number.`),
		v.minValue(0, `Give at least 0 for ${what}.`),
		v.maxValue(most, `Give at most ${most} for ${what}.`)
	);
/** Signals that can be sent to the main process. */
const KILL_SIGNALS = [...STOP_SIGNALS, 'SIGKILL'] as const;
const stopHow = v.object({
	/**
	 * Signal that the main process is stopped with; if absent, the box's `stopSignal`, otherwise
	 * SIGTERM.
	 */
	signal: v.optional(v.picklist(STOP_SIGNALS, `Give one of ${STOP_SIGNALS.join(', ')}.`)),
	/**
	 * Seconds until processes that still run are killed, 0 to 600; if absent, the box's
	 * `stopSeconds`, otherwise 10.
	 */
	graceSeconds: v.optional(
		v.pipe(
			v.string(),
			v.regex(/^\d{1,3}$/, 'Give a number of seconds.'),
			v.toNumber(),
			v.maxValue(MOST_STOP_SECONDS, `Give at most ${MOST_STOP_SECONDS} seconds.`)
		)
	)
});

/** A job; null when the box already is in the requested state. */
const acted = json(v.object({ jobId: v.nullable(v.string()), box: boxSummary }));
const IDEMPOTENT = 'A box that is already in that state is not an error: `jobId` is null.';

const act = (verb: string, does: string, did: string) =>
	({
		method: 'POST',
		path: `/boxes/{id}/${verb}`,
		tags: ['boxes'],
		summary: `${does} (a job).`,
		description: IDEMPOTENT,
		access: 'owner',
		scopes: ['operate'],
		params: boxParams,
		output: acted,
		status: 202,
		errors: [...JOB_ERRORS, 'wrong-state', 'host-cannot-run', 'storage-missing'],
		idempotencyKey: true,
		perMinute: 600,
		audit: did
	}) as const;

export const boxesOperations = {
	'boxes.list': operation({
		method: 'GET',
		path: '/boxes',
		tags: ['boxes'],
		summary: 'Boxes, newest first, and what they may use in total.',
		description:
			'`label` selects boxes that have all of these labels, `name=value` or a name alone. `after`, the `next` of the previous page, returns the following boxes.',
		access: 'owner',
		scopes: ['see'],
		query: v.object({
			state: v.optional(listed(boxState)),
			label: v.optional(labelFilter),
			after: v.optional(hexId('box')),
			limit: count(100, 500)
		}),
		output: json(
			v.object({
				boxes: v.array(boxSummary),
				/** Id of the last box of this page if there are more; otherwise null. */
				next: v.nullable(v.string()),
				capacity: boxCapacity
			})
		),
		entityTag: true,
		status: 200,
		example: { query: { state: 'running,paused', label: 'project=tests' } }
	}),
	'boxes.create': operation({
		method: 'POST',
		path: '/boxes',
		tags: ['boxes'],
		summary: 'Creates a box from an image or from Debian, and starts it (a job).',
		description:
			'A tag is resolved to a digest, which is stored and shown: a later pull of the tag does not change the box. The files in its root are kept across stop and start until the box is removed. If creation fails, the box stays in `error` with a reason: start it to try again, or remove it. With `plan=1` nothing is created and the registry is not contacted: `plan` says what would be created. Folders of the host and existing volumes also need the scope `administer`.',
		access: 'owner',
		scopes: ['install'],
		query: planOnly,
		body: newBox,
		output: json(v.object({ jobId: v.nullable(v.string()), box: v.nullable(boxSummary), plan: v.optional(boxPlan) })),
		status: 202,
		errors: CREATE_ERRORS,
		idempotencyKey: true,
		perMinute: 120,
		audit: 'created a box',
		example: {
			body: {
				image: 'alpine:3.20',
				name: 'scratch',
				cpus: 1,
				memoryBytes: 268_435_456,
				network: 'internet',
				env: { GREETING: 'wow' },
				ports: [{ hostPort: 18_080, port: 80 }],
				restart: 'on-failure:3'
			}
		}
	}),
	'boxes.get': operation({
		method: 'GET',
		path: '/boxes/{id}',
		tags: ['boxes'],
		summary: 'One box, by its id or its name.',
		description: 'Values of its environment are null unless the caller may `administer`.',
		access: 'owner',
		scopes: ['see'],
		params: boxParams,
		output: json(boxDetail),
		entityTag: true,
		status: 200
	}),
	'boxes.start': operation({
		...act('start', 'Starts a box, also one in `error`', 'started a box'),
		description: `${IDEMPOTENT} A paused box is resumed.`
	}),
	'boxes.stop': operation({
		...act('stop', 'Stops a box', 'stopped a box'),
		description: `${IDEMPOTENT} Its files stay. An ephemeral box is removed.`,
		query: stopHow
	}),
	'boxes.restart': operation({
		...act('restart', 'Stops a box and starts it again', 'restarted a box'),
		description: 'A box that does not run is started.',
		query: stopHow
	}),
	'boxes.pause': operation({
		...act('pause', 'Freezes all processes of a box', 'paused a box'),
		summary: 'Freezes all processes of a box; their memory is kept.',
		errors: ['wrong-state', 'host-cannot-run', 'cannot-pause', 'container-not-running'],
		status: 200
	}),
	'boxes.resume': operation({
		...act('resume', 'Resumes a paused box', 'resumed a box'),
		summary: 'Resumes a paused box.',
		errors: ['wrong-state', 'host-cannot-run', 'container-not-running'],
		status: 200
	}),
	'boxes.kill': operation({
		...act('kill', 'Sends a signal to the main process of a box', 'sent a box a signal'),
		summary: 'Sends a signal to the main process of a box; SIGKILL ends the box.',
		description: 'A box that does not run is refused with `wrong-state`.',
		query: v.object({
			signal: v.optional(v.picklist(KILL_SIGNALS, `Give one of ${KILL_SIGNALS.join(', ')}.`), 'SIGKILL')
		}),
		status: 200
	}),
	'boxes.rename': operation({
		method: 'POST',
		path: '/boxes/{id}/rename',
		tags: ['boxes'],
		summary: 'Gives a box another name; its id stays.',
		access: 'owner',
		scopes: ['configure'],
		params: boxParams,
		body: v.object({ name: boxName }),
		output: json(boxDetail),
		status: 200,
		errors: ['name-taken'],
		perMinute: 120,
		audit: 'renamed a box',
		example: { body: { name: 'builder' } }
	}),
	'boxes.update': operation({
		method: 'PATCH',
		path: '/boxes/{id}',
		tags: ['boxes'],
		summary:
			'Changes limits, labels, restart policy, stop settings, network and ports of a box. Absent members stay unchanged.',
		access: 'owner',
		scopes: ['configure'],
		params: boxParams,
		body: boxChange,
		output: json(boxDetail),
		status: 200,
		errors: ['exceeds-host', 'port-taken', 'port-reserved', 'network-full', 'wrong-state'],
		perMinute: 120,
		audit: 'changed a box',
		example: { body: { memoryBytes: 536_870_912, restart: 'unless-stopped', labels: { project: 'tests' } } }
	}),
	'boxes.remove': operation({
		method: 'DELETE',
		path: '/boxes/{id}',
		tags: ['boxes'],
		summary: 'Removes a box with its files and snapshots (a job). Volumes stay.',
		description: `A running box is refused with \`wrong-state\`; with \`force=true\` it is stopped first. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['install'],
		params: boxParams,
		query: v.object({ force: flag('false'), ...planOnly.entries }),
		output: json(plannedJob),
		status: 202,
		errors: [...JOB_ERRORS, 'wrong-state', 'storage-missing'],
		perMinute: 600,
		audit: 'removed a box'
	}),
	'boxes.clone': operation({
		method: 'POST',
		path: '/boxes/{id}/clone',
		tags: ['boxes'],
		summary: 'Creates another box with the same settings and a copy of its files (a job).',
		description: `A running box is paused while its files are copied. Ports of the host are not copied; volumes are shared. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['install'],
		params: boxParams,
		query: planOnly,
		body: v.object({ name: v.optional(boxName), start: v.optional(v.boolean('Give true or false.'), false) }),
		output: json(v.object({ jobId: v.nullable(v.string()), box: v.nullable(boxSummary), ...foreseen })),
		status: 202,
		errors: [...CREATE_ERRORS, 'wrong-state'],
		idempotencyKey: true,
		perMinute: 60,
		audit: 'cloned a box',
		example: { body: { name: 'builder-2', start: true } }
	}),
	'boxes.snapshots': operation({
		method: 'GET',
		path: '/boxes/{id}/snapshots',
		tags: ['boxes'],
		summary: 'Snapshots of the files of a box, newest first.',
		access: 'owner',
		scopes: ['see'],
		params: boxParams,
		query: pageParams,
		output: json(pageOf('snapshots', boxSnapshot)),
		status: 200
	}),
	'boxes.snapshot': operation({
		method: 'POST',
		path: '/boxes/{id}/snapshots',
		tags: ['boxes'],
		summary: 'Stores a copy of the files of a box (a job), without volumes.',
		description: 'A running box is paused while its files are copied.',
		access: 'owner',
		scopes: ['install'],
		params: boxParams,
		body: v.object({ name: v.optional(boxName) }),
		output: json(v.object({ jobId: v.string(), snapshotId: v.string() })),
		status: 202,
		errors: [...JOB_ERRORS, 'wrong-state', 'too-many-snapshots', 'storage-missing'],
		idempotencyKey: true,
		perMinute: 60,
		audit: 'made a snapshot of a box',
		example: { body: { name: 'before-upgrade' } }
	}),
	'boxes.restore': operation({
		method: 'POST',
		path: '/boxes/{id}/snapshots/{snapshot}/restore',
		tags: ['boxes'],
		summary: 'Restores the files of a box from a snapshot (a job). Its current files are lost.',
		description: `A running box is stopped and started again afterwards. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['install'],
		params: snapshotParams,
		query: planOnly,
		output: json(plannedJob),
		status: 202,
		errors: [...JOB_ERRORS, 'wrong-state', 'storage-missing'],
		idempotencyKey: true,
		perMinute: 60,
		audit: 'restored a snapshot of a box'
	}),
	'boxes.removeSnapshot': operation({
		method: 'DELETE',
		path: '/boxes/{id}/snapshots/{snapshot}',
		tags: ['boxes'],
		summary: 'Removes a snapshot.',
		access: 'owner',
		scopes: ['install'],
		params: snapshotParams,
		output: nothing,
		status: 204,
		errors: ['busy', 'storage-missing'],
		perMinute: 120,
		audit: 'removed a snapshot of a box'
	}),
	'boxes.gc': operation({
		method: 'POST',
		path: '/boxes/gc',
		tags: ['boxes'],
		summary: 'Removes boxes that have not run for a while. Volumes stay.',
		description:
			'Removes boxes that have been stopped or in error for `olderThanSeconds` and have all of `labels`. With `plan=1` nothing is removed: `boxes` lists those that would be.',
		access: 'owner',
		scopes: ['install'],
		query: planOnly,
		body: v.object({
			olderThanSeconds: v.optional(whole('seconds', 3_153_600_000), 3600),
			labels: v.optional(labelFilter)
		}),
		output: json(v.object({ boxes: v.array(collectedBox), jobIds: v.array(v.string()) })),
		status: 200,
		errors: JOB_ERRORS,
		perMinute: 60,
		audit: 'removed boxes that did not run',
		example: { body: { olderThanSeconds: 86_400 } }
	}),
	'boxes.stats': operation({
		method: 'GET',
		path: '/boxes/{id}/stats',
		tags: ['boxes'],
		summary: 'Samples of the last seconds, oldest first, and slow values.',
		description: 'Live samples come on the channel `boxes:<id>:samples` of the live socket.',
		access: 'owner',
		scopes: ['see'],
		params: boxParams,
		query: historySeconds,
		output: json(v.object({ samples, gauges })),
		status: 200
	})
} as const;
