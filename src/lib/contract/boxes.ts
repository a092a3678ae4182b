/**
 * Boxes: containers that the owner or a program starts from an image, without a manifest. In kinds
 * of changes and subjects of jobs they are called `ad-hoc-box`, because `box` there means the whole
 * machine.
 */
import * as v from 'valibot';
import { boxOptions } from './box-options.ts';
import { execExit, execOutput } from './exec.ts';
import { health } from './health.ts';
import { failure } from './jobs.ts';
import { networkOfBox } from './networks.ts';

/**
 * `creating`: its root is being created. `error`: it could not be created or started; `failure`
 * says why. `remove` works in every state.
 */
export const BOX_STATES = ['creating', 'running', 'paused', 'stopped', 'error'] as const;
export const boxState = v.picklist(BOX_STATES, `Give one of ${BOX_STATES.join(', ')}.`);
export type BoxState = v.InferOutput<typeof boxState>;

/**
 * What the box may reach. `none`: nothing. `internet`: the internet, but never the home network.
 * `home`: both.
 */
export const BOX_NETWORKS = ['none', 'internet', 'home'] as const;
export const boxNetwork = v.picklist(BOX_NETWORKS, `Give one of ${BOX_NETWORKS.join(', ')}.`);
export type BoxNetwork = v.InferOutput<typeof boxNetwork>;

/** Result of a command in a box of its own. */
export const boxRunEnd = v.object({
	/** 0–255, 128+N for signal N. */
	exitCode: v.number(),
	/** As for a command in an existing box. */
	reason: v.picklist(['exited', 'timeout', 'closed', 'container-ended']),
	stdout: execOutput,
	stderr: execOutput,
	/** Whether output at the end of a stream was cut off. */
	truncated: v.boolean(),
	/** Milliseconds that the command took. */
	durationMs: v.number(),
	/** Digest of the image; null for Debian. */
	digest: v.nullable(v.string())
});
export type BoxRunEnd = v.InferOutput<typeof boxRunEnd>;

/** Events of a run besides its output: the box, its progress, its end, an error. */
export const boxRunMade = v.object({ boxId: v.string(), name: v.string() });
export const boxRunLine = v.object({ line: v.string() });
export const boxRunExit = v.object({
	...execExit.entries,
	/** Milliseconds that the command took. */
	durationMs: v.number(),
	/** Digest of the image; null for Debian. */
	digest: v.nullable(v.string())
});
export const boxRunFailed = v.object({ code: v.string(), message: v.string() });

const shownPort = v.object({
	hostPort: v.number(),
	/**
	 * Address of the host; null for all of its IPv4 addresses. `::`: all addresses of both
	 * families.
	 */
	hostAddress: v.nullable(v.string()),
	port: v.number(),
	protocol: v.picklist(['tcp', 'udp'])
});

/** A box as lists and changes show it. */
export const boxSummary = v.object({
	id: v.string(),
	name: v.string(),
	state: boxState,
	/** Why it is in `error`, and what to do; also why a box that should run is `stopped`. */
	failure: v.nullable(failure),
	/** The job that currently works on it; null for none. */
	jobId: v.nullable(v.string()),
	/** Image as it was requested: `alpine:3.20`, `debian`. */
	image: v.string(),
	/** Digest of its image, `sha256:…`; null for Debian, and until it is known. */
	digest: v.nullable(v.string()),
	labels: v.record(v.string(), v.string()),
	network: boxNetwork,
	/** Networks on which it reaches other boxes, by name. */
	networks: v.array(networkOfBox),
	/** Its address on the network of pups and boxes; null when it has none. */
	address: v.nullable(v.string()),
	ports: v.array(shownPort),
	/** Cores; null for no limit of its own. */
	cpus: v.nullable(v.number()),
	memoryBytes: v.number(),
	/** Null for no limit of its own. */
	diskBytes: v.nullable(v.number()),
	pids: v.number(),
	restart: v.string(),
	ephemeral: v.boolean(),
	idleStopSeconds: v.nullable(v.number()),
	/** Milliseconds since the epoch, like all times. */
	expiresAt: v.nullable(v.number()),
	createdAt: v.number(),
	/** When its main process last started; null before. */
	startedAt: v.nullable(v.number()),
	/** When it last stopped; null while it runs. */
	stoppedAt: v.nullable(v.number()),
	/** Exit status of its main process when it last ended: 0–255, 128+N for signal N. */
	exitCode: v.nullable(v.number()),
	/** Restarts by its policy since it was started. */
	restarts: v.number(),
	/** Result of its health check; null when it has none. */
	health: v.nullable(v.pick(health, ['state', 'since']))
});
export type BoxSummary = v.InferOutput<typeof boxSummary>;

export const boxDetail = v.object({
	...boxSummary.entries,
	/** Main process with arguments; null until the image is known. */
	argv: v.nullable(v.array(v.string())),
	/** Whether the main process only waits, so that commands can be run in the box. */
	waits: v.boolean(),
	workdir: v.string(),
	/** `uid:gid` inside, or the name as it was requested. */
	user: v.string(),
	/**
	 * Variables of the box itself, without the image’s; null in place of a value that is not shown.
	 */
	env: v.record(v.string(), v.nullable(v.string())),
	volumes: v.array(
		v.variant('kind', [
			v.object({ kind: v.literal('volume'), name: v.string(), target: v.string(), readonly: v.boolean() }),
			v.object({ kind: v.literal('folder'), source: v.string(), target: v.string(), readonly: v.boolean() })
		])
	),
	/** Bytes written to its root when last measured; null if never measured. */
	diskUsedBytes: v.nullable(v.number()),
	/** Why the requested disk limit is not enforced; null when it is, or when there is none. */
	diskLimitProblem: v.nullable(v.string()),
	/** Results of its health checks; null when it has none or does not run. */
	checks: v.nullable(
		v.object({
			/** What the last check found, in one sentence. */
			text: v.string(),
			/** Consecutive failed checks that count. */
			failures: v.number(),
			/** The last five checks, oldest first. */
			last: v.array(
				v.object({
					startedAt: v.number(),
					endedAt: v.number(),
					/** Null if the check did not end by itself. */
					exitCode: v.nullable(v.number()),
					/** The first 4096 bytes. */
					output: v.string()
				})
			)
		})
	),
	/** How its main process runs. Options that are left out have their defaults. */
	options: boxOptions,
	/** Annotations from the program that created it; null for none. */
	annotations: v.nullable(v.string()),
	/** Packages that were added to Debian. */
	packages: v.array(v.string()),
	snapshots: v.number()
});
export type BoxDetail = v.InferOutput<typeof boxDetail>;

/** Resources that boxes may use together, and what the host has. */
export const boxCapacity = v.object({
	/** Cores of the host. */
	cpus: v.number(),
	memoryBytes: v.number(),
	/** Promised to running boxes; a box without a limit of cores counts as none. */
	usedCpus: v.number(),
	usedMemoryBytes: v.number(),
	/** Free bytes on the disk with boxes’ data; null when unknown. */
	diskFreeBytes: v.nullable(v.number()),
	/** Folders of the host below which boxes may mount folders. */
	folders: v.array(v.string())
});
export type BoxCapacity = v.InferOutput<typeof boxCapacity>;

/** What creating the box would do. No registry is contacted for it. */
export const boxPlan = v.object({
	name: v.string(),
	image: v.string(),
	/** Digest in the reference itself, if it has one. */
	digest: v.nullable(v.string()),
	cpus: v.nullable(v.number()),
	memoryBytes: v.number(),
	diskBytes: v.nullable(v.number()),
	pids: v.number(),
	ports: v.array(shownPort),
	/** What would be done, in words, in order. */
	steps: v.array(v.string()),
	/** What a person should know first. */
	warnings: v.array(v.string()),
	capacity: boxCapacity
});
export type BoxPlan = v.InferOutput<typeof boxPlan>;

export const boxSnapshot = v.object({
	id: v.string(),
	name: v.string(),
	createdAt: v.number(),
	/** Bytes on the disk when it was created; data shared with others is counted, too. */
	bytes: v.number()
});
export type BoxSnapshot = v.InferOutput<typeof boxSnapshot>;

export const volumeInfo = v.object({
	name: v.string(),
	labels: v.record(v.string(), v.string()),
	createdAt: v.number(),
	/** Names of the boxes that use it. */
	usedBy: v.array(v.string())
});
export type VolumeInfo = v.InferOutput<typeof volumeInfo>;

/** A box that gc removes, or would remove. */
export const collectedBox = v.object({
	id: v.string(),
	name: v.string(),
	/** Why, in one sentence. */
	reason: v.string()
});
