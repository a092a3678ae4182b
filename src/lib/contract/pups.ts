/** Installed pups, their services and pages, as browsers and programs get them. */
import * as v from 'valibot';
import { changePlan } from './change-plan.ts';
import { configSection } from './config-fields.ts';
import { deviceRequest } from './devices.ts';
import { health } from './health.ts';
import { failure } from './jobs.ts';
import { limitChoices, limitReached } from './limits.ts';
import { signatureState } from './sources.ts';
import { BUILD_KINDS } from './store-words.ts';

/**
 * States of an installed pup (design, section 5). A purged pup has no row, so it has no state. The
 * allowed transitions are in `src/lib/server/pups/installed/states.ts`.
 */
export const PUP_STATES = [
	'installing',
	'stopped',
	'starting',
	'running',
	'stopping',
	'crashed',
	'broken',
	'updating',
	'uninstalled'
] as const;

export const pupState = v.picklist(PUP_STATES);
export type PupState = v.InferOutput<typeof pupState>;

export const serviceStatus = v.object({
	name: v.string(),
	/** Process id on the host, while it runs. */
	pid: v.nullable(v.number()),
	state: v.picklist(['stopped', 'running', 'waiting', 'exited']),
	startedAt: v.nullable(v.number()),
	/** Restarts by the box since the owner last started the pup. */
	restarts: v.number(),
	/** Exit status of its last run; 128+N for signal N. */
	lastExitCode: v.nullable(v.number()),
	/**
	 * Seconds after which the box had to kill it when it was last stopped; null when it ended by
	 * itself.
	 */
	killedAfter: v.nullable(v.number()),
	/** When it is started again (back-off), milliseconds since the epoch. */
	nextStartAt: v.nullable(v.number()),
	/** Present only if its manifest has a health check. */
	health: v.optional(health),
	/** Present only while it keeps ending: how often, within how many minutes. */
	flapping: v.optional(v.object({ ends: v.number(), minutes: v.number() }))
});
export type ServiceStatus = v.InferOutput<typeof serviceStatus>;

export const webPage = v.object({
	name: v.string(),
	/** Absolute URL under which the box shows the page to a logged-in owner. */
	url: v.string(),
	/** Port of the box on which the proxy for this page listens. */
	port: v.number(),
	/** Present only if others than the logged-in owner may open it. */
	access: v.optional(v.picklist(['token', 'open'])),
	/**
	 * Present only while it cannot be opened: why, and what to do (another program uses its port).
	 */
	problem: v.optional(v.string())
});
export type WebPage = v.InferOutput<typeof webPage>;

export const pupSummary = v.object({
	id: v.string(),
	name: v.string(),
	version: v.string(),
	sourceId: v.string(),
	/** Name in its source, if it is one of several pups and has another name itself. */
	offerName: v.optional(v.string()),
	shortDescription: v.string(),
	/** Path of the logo on the box; null for none, and the page then draws initials. */
	logoUrl: v.nullable(v.string()),
	state: pupState,
	/** Whether the owner wants it to run. */
	enabled: v.boolean(),
	/** Why it is broken or crashed, and what to do. */
	failure: v.nullable(failure),
	/** Whether required settings are missing, so that it cannot start before they are saved. */
	needsConfig: v.boolean(),
	/** `waiting`: its keys are created when the owner next enters the password. */
	keys: v.picklist(['made', 'waiting']),
	services: v.array(serviceStatus),
	/** The worst health of its services; present only if one has a health check. */
	health: v.optional(health),
	webPages: v.array(webPage),
	/** IPv4 address on the pup network; null when it has none. */
	address: v.nullable(v.string()),
	/** Milliseconds since the epoch. */
	installedAt: v.nullable(v.number()),
	/** A newer version that its source offers; null when there is none. */
	updateAvailable: v.nullable(
		v.object({
			version: v.string(),
			/** Whether the owner does not want to be notified of this version. */
			skipped: v.boolean()
		})
	),
	/** Id of an unfinished job on this pup. */
	jobId: v.nullable(v.string()),
	/** Limits that it reached within the last day; absent when there are none. */
	limitsReached: v.optional(v.array(limitReached))
});
export type PupSummary = v.InferOutput<typeof pupSummary>;

/** How a service ended that should be running. */
export const serviceTrouble = v.object({
	service: v.string(),
	/** What happened, in one sentence. */
	reason: v.string(),
	/** Exit status, 128+N for signal N; null when unknown. */
	exitCode: v.nullable(v.number()),
	/** When it ended, milliseconds since the epoch; null when unknown. */
	at: v.nullable(v.number()),
	/** When the box restarts it, milliseconds since the epoch. */
	nextStartAt: v.nullable(v.number()),
	/** Present only while it keeps ending. */
	flapping: v.optional(v.object({ ends: v.number(), minutes: v.number() })),
	/** The last lines of its log before it ended, oldest first. */
	lines: v.array(v.object({ at: v.number(), stream: v.picklist(['stdout', 'stderr']), text: v.string() }))
});
export type ServiceTrouble = v.InferOutput<typeof serviceTrouble>;

export const pupDetail = v.object({
	...pupSummary.entries,
	longDescription: v.string(),
	requiresInternet: v.boolean(),
	/** Devices of the box that it requests. */
	devices: v.array(deviceRequest),
	exposes: v.array(
		v.object({ name: v.string(), type: v.string(), port: v.number(), webUI: v.boolean(), listenOnHost: v.boolean() })
	),
	config: v.object({ showOnInstall: v.boolean(), sections: v.array(configSection) }),
	/** Limits in force. */
	limits: v.object({
		memoryBytes: v.number(),
		pids: v.number(),
		cpus: v.nullable(v.number()),
		/** Bytes of its data; null for no limit of its own. */
		storageBytes: v.nullable(v.number()),
		/** Most files and folders of its data; follows from the limit in bytes. */
		storageFiles: v.nullable(v.number())
	}),
	limitChoices,
	/**
	 * How each service that should run ended, and its last log lines; present only while one is
	 * down.
	 */
	trouble: v.optional(v.array(serviceTrouble)),
	/**
	 * Differences between the running and the desired configuration; absent when there are none.
	 */
	drift: v.optional(changePlan),
	/** Bytes used by the pup's storage when last measured; null if never measured. */
	storageBytes: v.nullable(v.number()),
	/**
	 * Folders inside it in which its image keeps data, besides `/storage`. They are measured, kept
	 * and removed with the storage.
	 */
	volumes: v.array(v.string()),
	/** How its root filesystem was built; null until it was. */
	buildKind: v.nullable(v.picklist(BUILD_KINDS)),
	/** Hash of the whole installed tree, SHA-256 in hex. */
	treeHash: v.nullable(v.string()),
	/** Its position in the source: `tag v0.3.4`, `folder`. */
	origin: v.nullable(v.string()),
	signature: signatureState,
	/** Previous version, kept so that it can be restored without a download; null for none. */
	previousVersion: v.nullable(v.string()),
	/**
	 * Dev mode: the source's folder itself is mounted writable, and a change in it restarts the
	 * pup.
	 */
	dev: v.boolean(),
	/** Whether dev mode can be switched on, because its source is a folder of this host. */
	devPossible: v.boolean(),
	/**
	 * Present only in dev mode: why a change of the folder is not applied (a manifest that cannot
	 * be used), in words.
	 */
	devProblem: v.optional(v.string())
});
export type PupDetail = v.InferOutput<typeof pupDetail>;
