/** Operations on installed pups. */
import * as v from 'valibot';
import { JOB_ERRORS } from '../codes.ts';
import { configDifference } from '../config.ts';
import { deviceChange } from '../devices.ts';
import { PLAN_SAYS, plannedJob } from '../effects.ts';
import { execCommand, execExit, execOutput, terminalClient, terminalServer } from '../exec.ts';
import { EXEC_EVENTS, TERMINAL_MESSAGES } from '../message-texts.ts';
import { gauges, ownMetric, refusedMetrics } from '../metrics.ts';
import { bytes, duplex, events, json, operation } from '../operation.ts';
import { changePlan } from '../change-plan.ts';
import { limitChange } from '../limits.ts';
import { pupDetail, pupSummary } from '../pups.ts';
import { samples } from '../samples.ts';
import {
	configValues,
	flag,
	historySeconds,
	jobAnswer,
	planOnly,
	pupName,
	pupParams,
	secondName,
	pageOf,
	pageParams
} from './inputs.ts';
import { planChoices, planGrants } from './wiring.ts';

const act = (verb: string, does: string, did: string) =>
	operation({
		method: 'POST',
		path: `/pups/{id}/${verb}`,
		tags: ['pups'],
		summary: `${does} (a job).`,
		access: 'owner',
		scopes: ['operate'],
		params: pupParams,
		output: json(jobAnswer),
		status: 202,
		errors: [
			...JOB_ERRORS,
			'wrong-state',
			'needs-config',
			'not-installed',
			'host-cannot-run',
			'storage-missing',
			'storage-limit'
		],
		perMinute: 300,
		audit: did
	});

export const pupOperations = {
	'pups.list': operation({
		method: 'GET',
		path: '/pups',
		tags: ['pups'],
		summary: 'Installed pups.',
		access: 'owner',
		scopes: ['see'],
		query: pageParams,
		output: json(pageOf('pups', pupSummary)),
		status: 200
	}),
	'pups.install': operation({
		method: 'POST',
		path: '/pups',
		tags: ['pups'],
		summary: 'Installs a pup from a source (a job). With kept data, its id, keys and data stay.',
		description:
			'With `config` its settings are saved first, as with `PUT /pups/{id}/config`; with kept data that also needs the scope `configure`. Ports stay closed to the home network except those in `publish`; with a plan, `publish` concerns only the pup itself, not its dependencies. With `plan`, the id of a plan from `POST /store/{id}/{name}/plan`, the whole plan is carried out: dependencies are installed and started first, and their providers are stored with the permission groups that the plan grants. The call is refused with `plan-changed` if the plan would now be different. Without `plan` the pup is installed alone and has no providers. The `result` of the job says how it ended: `running`, `stopped`, or `needs-settings` with the missing settings.',
		access: 'owner',
		scopes: ['install'],
		body: v.object({
			sourceId: v.pipe(v.string('Give the id of a source.'), v.maxLength(64)),
			name: pupName,
			/**
			 * Name of a further pup with data of its own, besides others of the same source and
			 * name.
			 */
			as: v.optional(secondName),
			version: v.optional(v.pipe(v.string(), v.maxLength(100))),
			/** Whether to start it once it is installed. */
			start: v.optional(v.boolean()),
			/** Values of its settings, by field name. They count as saved. */
			config: v.optional(configValues),
			/** Names of its ports (`hostPorts` of the plan) to open to the home network. */
			publish: v.optional(v.pipe(v.array(v.pipe(v.string('Give names of ports.'), v.maxLength(220))), v.maxLength(64))),
			/** Id of the plan that the owner agrees to. */
			plan: v.optional(v.pipe(v.string('Give the id of a plan.'), v.maxLength(64))),
			/** The choices with which the plan was requested. */
			choices: v.optional(planChoices),
			grants: v.optional(planGrants)
		}),
		output: json(v.object({ jobId: v.string(), pupId: v.string() })),
		status: 202,
		errors: [
			...JOB_ERRORS,
			'not-found',
			'already-installed',
			'name-taken',
			'wrong-state',
			'host-cannot-run',
			'not-runnable',
			'pup-unusable',
			'network-full',
			'no-page-port',
			'no-such-port',
			'port-taken',
			'storage-missing',
			'plan-changed',
			'plan-conflict'
		],
		perMinute: 60,
		audit: 'installed a pup',
		example: {
			body: { sourceId: '0'.repeat(32), name: 'Core', start: true },
			output: { jobId: '0'.repeat(32), pupId: '0'.repeat(32) }
		}
	}),
	'pups.get': operation({
		method: 'GET',
		path: '/pups/{id}',
		tags: ['pups'],
		summary: 'One installed pup with its services, pages and config, without values of password fields.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		output: json(pupDetail),
		status: 200
	}),
	'pups.start': operation({
		...act('start', 'Starts a pup', 'started a pup'),
		description:
			'The job waits until the pups that this pup requires run and are healthy; `waitingFor` lists them. With `anyway=true` it does not wait.',
		query: v.object({ anyway: flag('false') })
	}),
	'pups.stop': operation({
		...act('stop', 'Stops a pup', 'stopped a pup'),
		description: `Pups that depend on it keep running but cannot reach it. ${PLAN_SAYS}`,
		query: planOnly,
		output: json(plannedJob)
	}),
	'pups.restart': operation({
		...act('restart', 'Restarts a pup', 'restarted a pup'),
		description: `Pups that depend on it cannot reach it meanwhile. ${PLAN_SAYS}`,
		query: planOnly,
		output: json(plannedJob)
	}),
	'pups.retry': act('retry', 'Retries the step that broke a pup', 'retried the step that broke a pup'),
	'pups.configure': operation({
		method: 'PUT',
		path: '/pups/{id}/config',
		tags: ['pups'],
		summary: 'Stores config values, by field name. Absent fields stay unchanged.',
		description:
			'A running pup is restarted if the values are new to it; then `jobId` is set. With `plan=1` nothing is changed: `plan` says what saving would do, and which services it would restart.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		query: planOnly,
		body: v.object({ values: configValues }),
		output: json(
			v.object({
				jobId: v.nullable(v.string()),
				pup: pupDetail,
				plan: v.optional(changePlan),
				/** With `plan`: settings that would change. */
				differences: v.optional(v.array(configDifference))
			})
		),
		status: 200,
		errors: [...JOB_ERRORS, 'wrong-state', 'not-installed'],
		perMinute: 300,
		audit: 'saved the config of a pup',
		example: { body: { values: { PRUNE: 'true' } } }
	}),
	'pups.limits': operation({
		method: 'PATCH',
		path: '/pups/{id}/limits',
		tags: ['pups'],
		summary:
			'Changes a pup’s limits of memory, disk, processes and cores. Absent members stay unchanged; null is the default.',
		description:
			'A running pup gets the new limits at once, without a restart. The limit of its data cannot be below their current size. With `plan=1` nothing is changed.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		query: planOnly,
		body: limitChange,
		output: json(v.object({ pup: pupDetail, plan: v.optional(changePlan) })),
		status: 200,
		perMinute: 60,
		audit: 'changed the limits of a pup',
		example: { body: { memoryBytes: 2_000_000_000, cpus: 1.5, pids: null } }
	}),
	'pups.rename': operation({
		method: 'POST',
		path: '/pups/{id}/rename',
		tags: ['pups'],
		summary: 'Gives a pup another name; its id, data, keys and permissions stay.',
		description:
			'People see the new name at once. The host name inside changes at the next start. A name is refused if another installed pup of the same source has it, or if the source offers another pup with it.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		body: v.object({ name: secondName }),
		output: json(pupDetail),
		status: 200,
		errors: ['name-taken'],
		perMinute: 60,
		audit: 'renamed a pup',
		example: { body: { name: 'Kitchen node' } }
	}),
	'pups.devices': operation({
		method: 'PUT',
		path: '/pups/{id}/devices',
		tags: ['pups'],
		summary: 'Sets which of the requested devices a pup gets; devices that are not listed are taken away.',
		description: 'A running pup is restarted if that changes anything.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		body: deviceChange,
		output: json(v.object({ jobId: v.nullable(v.string()), pup: pupDetail })),
		status: 200,
		errors: ['not-asked-for'],
		perMinute: 60,
		audit: 'changed which devices a pup gets',
		example: { body: { devices: ['/dev/kvm'] } }
	}),
	'pups.dev': operation({
		method: 'PUT',
		path: '/pups/{id}/dev',
		tags: ['pups'],
		summary:
			'Switches dev mode of a pup from a folder: its folder is mounted writable, and a change there restarts it.',
		description:
			'A job stops the pup, reads its manifest again and starts it. With `plan=1` nothing is changed: `plan` says what switching would do.',
		access: 'owner',
		scopes: ['configure'],
		params: pupParams,
		query: planOnly,
		body: v.object({ dev: v.boolean('Give true or false.') }),
		output: json(v.object({ jobId: v.nullable(v.string()), pup: pupDetail, plan: v.optional(changePlan) })),
		status: 200,
		errors: [...JOB_ERRORS, 'wrong-state', 'not-installed', 'no-dev', 'dev-folder-missing'],
		perMinute: 60,
		audit: 'switched dev mode of a pup',
		example: { body: { dev: true } }
	}),
	'pups.remove': operation({
		method: 'DELETE',
		path: '/pups/{id}',
		tags: ['pups'],
		summary: 'Uninstalls a pup (a job). `keepData=false` permanently removes its data and keys.',
		description: `A pup that other pups require is not removed: \`still-needed\` names them in \`fields\`. With \`breaks=true\` it is removed anyway. ${PLAN_SAYS}`,
		access: 'owner',
		scopes: ['install'],
		params: pupParams,
		query: v.object({ keepData: flag('true'), breaks: flag('false'), ...planOnly.entries }),
		output: json(plannedJob),
		status: 202,
		errors: [...JOB_ERRORS, 'wrong-state', 'still-needed'],
		perMinute: 300,
		audit: 'removed a pup'
	}),
	'pups.exec': operation({
		method: 'POST',
		path: '/pups/{id}/exec',
		tags: ['pups'],
		summary: 'Runs a command in a service of the pup; its output comes as events.',
		description:
			'The command has only the rights of the service. When the caller disconnects, it is killed with all processes that it started. A command can read everything that the service can, including secrets, so the call needs the scope `administer`. The audit records that a command ran, not which.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		body: v.object({
			...execCommand.entries,
			/** Text for its stdin, which is closed after it. */
			stdin: v.optional(v.string())
		}),
		output: events({ started: v.object({}), stdout: execOutput, stderr: execOutput, exit: execExit }, EXEC_EVENTS),
		status: 200,
		errors: [
			'not-found',
			'unknown-service',
			'service-needed',
			'runtime-removed',
			'service-not-running',
			'host-cannot-run',
			'command-not-found',
			'command-not-executable',
			'no-such-folder',
			'too-many-sessions'
		],
		perMinute: 600,
		audit: 'ran a command in a pup',
		example: { body: { argv: ['/bin/sh', '-c', 'cat > /storage/note'], stdin: 'wow' } }
	}),
	'pups.terminal': operation({
		method: 'GET',
		path: '/pups/{id}/exec',
		tags: ['pups'],
		summary: 'Runs a command in a service of the pup over a WebSocket, optionally with a terminal.',
		description:
			'The first message is `start`. Then the client sends input and the box sends output, until `exit` or `error`. The command is killed when the socket closes.',
		access: 'owner',
		scopes: ['administer'],
		params: pupParams,
		output: duplex(terminalClient, terminalServer, 256 * 1024, TERMINAL_MESSAGES),
		status: 101,
		errors: ['not-found'],
		perMinute: 600,
		audit: 'opened a terminal in a pup'
	}),
	'pups.metrics': operation({
		method: 'GET',
		path: '/pups/{id}/metrics',
		tags: ['pups'],
		summary: 'Samples of the last seconds, oldest first; slow values; values that it reports about itself.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		query: historySeconds,
		output: json(v.object({ samples, gauges, own: v.array(ownMetric), refused: v.nullable(refusedMetrics) })),
		status: 200
	}),
	'pups.logo': operation({
		method: 'GET',
		path: '/pups/{id}/logo',
		tags: ['pups'],
		summary: 'Its logo.',
		access: 'owner',
		scopes: ['see'],
		params: pupParams,
		output: bytes('image/*'),
		status: 200
	})
} as const;
