/**
 * Boxes: containers which the owner or a program starts from an image, without a manifest. In kinds
 * of changes and subjects of jobs the word is `ad-hoc-box`, as `box` there is the whole machine.
 */
import * as v from 'valibot';
import { boxOptions } from './box-options.ts';
import { execExit, execOutput } from './exec.ts';
import { health } from './health.ts';
import { failure } from './jobs.ts';
import { networkOfBox } from './networks.ts';

/**
 * `creating`: its root is made. `error`: it could not be created or started; `failure` says why.
 * Every state can be left by `remove`.
 */
export const BOX_STATES = ['creating', 'running', 'paused', 'stopped', 'error'] as const;
export const boxState = v.picklist(BOX_STATES, `Give one of ${BOX_STATES.join(', ')}.`);
export type BoxState = v.InferOutput<typeof boxState>;

/**
 * What it may reach. `none`: nothing. `internet`: the internet, never the home network. `home`:
 * both.
 */
export const BOX_NETWORKS = ['none', 'internet', 'home'] as const;
export const boxNetwork = v.picklist(BOX_NETWORKS, `Give one of ${BOX_NETWORKS.join(', ')}.`);
export type BoxNetwork = v.InferOutput<typeof boxNetwork>;

/** What a command in a box of its own came to. */
export const boxRunEnd = v.object({
	/** 0–255, 128+N for signal N. */
	exitCode: v.number(),
	/** As of a command in a box. */
	reason: v.picklist(['exited', 'timeout', 'closed', 'container-ended']),
	stdout: execOutput,
	stderr: execOutput,
	/** Bytes at the end of either that are not given. */
	truncated: v.boolean(),
	/** Milliseconds that the command took. */
	durationMs: v.number(),
	/** The image as it was resolved; null for Debian. */
	digest: v.nullable(v.string())
});
export type BoxRunEnd = v.InferOutput<typeof boxRunEnd>;

/** What a run that is looked at sends beside the output: the box, its end, what went wrong. */
export const boxRunMade = v.object({ boxId: v.string(), name: v.string() });
export const boxRunLine = v.object({ line: v.string() });
export const boxRunExit = v.object({
	...execExit.entries,
	/** Milliseconds that the command took. */
	durationMs: v.number(),
	/** The image as it was resolved; null for Debian. */
	digest: v.nullable(v.string())
});
export const boxRunFailed = v.object({ code: v.string(), message: v.string() });

const shownPort = v.object({
	hostPort: v.number(),
	/** Of the host; null: all of its addresses of IPv4. `::`: all of both kinds. */
	hostAddress: v.nullable(v.string()),
	port: v.number(),
	protocol: v.picklist(['tcp', 'udp'])
});

/** A box as lists and changes have it. */
export const boxSummary = v.object({
	id: v.string(),
	name: v.string(),
	state: boxState,
	/** Why it is in `error`, and what to do; also why one is `stopped` that should run. */
	failure: v.nullable(failure),
	/** The job that works on it now; null for none. */
	jobId: v.nullable(v.string()),
	/** As it was asked for: `alpine:3.20`, `debian`. */
	image: v.string(),
	/** Of the image that it was made from, `sha256:…`; null for Debian, and until it is known. */
	digest: v.nullable(v.string()),
	labels: v.record(v.string(), v.string()),
	network: boxNetwork,
	/** On which it reaches other boxes, by name. */
	networks: v.array(networkOfBox),
	/** On the network of pups and boxes; null where it has none. */
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
	/** Milliseconds since the epoch, as all times. */
	expiresAt: v.nullable(v.number()),
	createdAt: v.number(),
	/** When its main process last started; null before. */
	startedAt: v.nullable(v.number()),
	/** When it last stopped; null while it runs. */
	stoppedAt: v.nullable(v.number()),
	/** Status of its main process when that last ended: 0–255, 128+N for signal N. */
	exitCode: v.nullable(v.number()),
	/** Restarts by its policy since it was started. */
	restarts: v.number(),
	/** By its check of health; null where it has none. */
	health: v.nullable(v.pick(health, ['state', 'since']))
});
export type BoxSummary = v.InferOutput<typeof boxSummary>;

export const boxDetail = v.object({
	...boxSummary.entries,
	/** Main process as it is run; null until the image is known. */
	argv: v.nullable(v.array(v.string())),
	/** The main process waits only, so that commands can be run in the box. */
	waits: v.boolean(),
	workdir: v.string(),
	/** `uid:gid` inside, or as it was asked for by name. */
	user: v.string(),
	/** Of the box itself, beside the image’s; null in the place of a value that is not shown. */
	env: v.record(v.string(), v.nullable(v.string())),
	volumes: v.array(
		v.variant('kind', [
			v.object({ kind: v.literal('volume'), name: v.string(), target: v.string(), readonly: v.boolean() }),
			v.object({ kind: v.literal('folder'), source: v.string(), target: v.string(), readonly: v.boolean() })
		])
	),
	/** Bytes of what it wrote to its root at the last look; null when never looked. */
	diskUsedBytes: v.nullable(v.number()),
	/** Why its disk has no limit though one is asked for; null where it has, or none is. */
	diskLimitProblem: v.nullable(v.string()),
	/** What its checks of health found; null where it has none, or does not run. */
	checks: v.nullable(
		v.object({
			/** What the last one found, one sentence. */
			text: v.string(),
			/** Failed ones in a row that count. */
			failures: v.number(),
			/** The last five, oldest first. */
			last: v.array(
				v.object({
					startedAt: v.number(),
					endedAt: v.number(),
					/** Null: it came to no end by itself. */
					exitCode: v.nullable(v.number()),
					/** The first 4096 bytes. */
					output: v.string()
				})
			)
		})
	),
	/** How its main process is run; what is left out is as usual. */
	options: boxOptions,
	/** What it was made with by the program that made it; null for none. */
	annotations: v.nullable(v.string()),
	/** Packages on top of Debian. */
	packages: v.array(v.string()),
	snapshots: v.number()
});
export type BoxDetail = v.InferOutput<typeof boxDetail>;

/** What boxes may use together, and what the host has. */
export const boxCapacity = v.object({
	/** Of the host. */
	cpus: v.number(),
	memoryBytes: v.number(),
	/** Promised to boxes that run; a box without a limit of cores counts as none. */
	usedCpus: v.number(),
	usedMemoryBytes: v.number(),
	/** Free on the disk with boxes’ data; null where that is not known. */
	diskFreeBytes: v.nullable(v.number()),
	/** Folders of the host below which boxes may have folders. */
	folders: v.array(v.string())
});
export type BoxCapacity = v.InferOutput<typeof boxCapacity>;

/** What creating would do. Nothing is asked of a registry for it. */
export const boxPlan = v.object({
	name: v.string(),
	image: v.string(),
	/** Where the reference itself says it. */
	digest: v.nullable(v.string()),
	cpus: v.nullable(v.number()),
	memoryBytes: v.number(),
	diskBytes: v.nullable(v.number()),
	pids: v.number(),
	ports: v.array(shownPort),
	/** What would be done, in words, in order. */
	steps: v.array(v.string()),
	/** What a person should know before. */
	warnings: v.array(v.string()),
	capacity: boxCapacity
});
export type BoxPlan = v.InferOutput<typeof boxPlan>;

export const boxSnapshot = v.object({
	id: v.string(),
	name: v.string(),
	createdAt: v.number(),
	/** Bytes on the disk at its making; what is shared with others is counted too. */
	bytes: v.number()
});
export type BoxSnapshot = v.InferOutput<typeof boxSnapshot>;

export const volumeInfo = v.object({
	name: v.string(),
	labels: v.record(v.string(), v.string()),
	createdAt: v.number(),
	/** Names of boxes that have it. */
	usedBy: v.array(v.string())
});
export type VolumeInfo = v.InferOutput<typeof volumeInfo>;

/** A box that gc removes, or would. */
export const collectedBox = v.object({
	id: v.string(),
	name: v.string(),
	/** In words, one sentence. */
	reason: v.string()
});
