/** Installed pups, their services and pages, as browsers and programs see them. */
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
 * States of an installed pup (design, section 5). `purged` is the absence of the row, so it is no
 * state of one. The legal transitions between them stand in
 * `src/lib/server/pups/installed/states.ts`.
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
	/** Restarts by the box since the pup was last started by its owner. */
	restarts: v.number(),
	/** Exit status of its last run; 128+N for signal N. */
	lastExitCode: v.nullable(v.number()),
	/**
	 * Seconds after which the box had to kill it when it was last stopped; null when it ended by
	 * itself.
	 */
	killedAfter: v.nullable(v.number()),
	/** Why it is waiting and until when (back-off), milliseconds since the epoch. */
	nextStartAt: v.nullable(v.number()),
	/** Only where its manifest has a health check. */
	health: v.optional(health),
	/** Only while it ends again and again: how often, within how many minutes. */
	flapping: v.optional(v.object({ ends: v.number(), minutes: v.number() }))
});
export type ServiceStatus = v.InferOutput<typeof serviceStatus>;

export const webPage = v.object({
	name: v.string(),
	/** Absolute address under which the box shows the page to a logged-in owner. */
	url: v.string(),
	/** Port on the box at which the proxy for this page listens. */
	port: v.number(),
	/** Only where others than the logged-in owner may open it. */
	access: v.optional(v.picklist(['token', 'open'])),
	/** Only while it cannot be opened: why, and what to do (another program holds its port). */
	problem: v.optional(v.string())
});
export type WebPage = v.InferOutput<typeof webPage>;

export const pupSummary = v.object({
	id: v.string(),
	name: v.string(),
	version: v.string(),
	sourceId: v.string(),
	/** Name in its source, where it is one of several and has another. */
	offerName: v.optional(v.string()),
	shortDescription: v.string(),
	/** Path on the box of the logo, or null: the page then draws initials. */
	logoUrl: v.nullable(v.string()),
	state: pupState,
	/** What the owner wants: true = should be running. */
	enabled: v.boolean(),
	/** Why it is broken or crashed, and what to do. */
	failure: v.nullable(failure),
	/** Required config is missing: it cannot start before it was saved. */
	needsConfig: v.boolean(),
	/** `waiting`: its keys are made when the owner next gives the password. */
	keys: v.picklist(['made', 'waiting']),
	services: v.array(serviceStatus),
	/** Only where a service of it has a health check: that of the worst. */
	health: v.optional(health),
	webPages: v.array(webPage),
	/** IPv4 address on the pup network, while it has one. */
	address: v.nullable(v.string()),
	/** Milliseconds since the epoch. */
	installedAt: v.nullable(v.number()),
	/** A newer version that its source offers; null where there is none. */
	updateAvailable: v.nullable(
		v.object({
			version: v.string(),
			/** The owner does not want to be notified of this one. */
			skipped: v.boolean()
		})
	),
	/** Unfinished job on this pup. */
	jobId: v.nullable(v.string()),
	/** Only while there is one: limits that it reached within the last day. */
	limitsReached: v.optional(v.array(limitReached))
});
export type PupSummary = v.InferOutput<typeof pupSummary>;

/** How a service ended that should run. */
export const serviceTrouble = v.object({
	service: v.string(),
	/** What happened, in words, one sentence. */
	reason: v.string(),
	/** Exit status, 128+N for signal N; null where it is not known. */
	exitCode: v.nullable(v.number()),
	/** When it ended, milliseconds since the epoch; null where it is not known. */
	at: v.nullable(v.number()),
	/** When the box starts it again, milliseconds since the epoch. */
	nextStartAt: v.nullable(v.number()),
	/** Only while it ends again and again. */
	flapping: v.optional(v.object({ ends: v.number(), minutes: v.number() })),
	/** The last lines of its log before it ended, oldest first. */
	lines: v.array(v.object({ at: v.number(), stream: v.picklist(['stdout', 'stderr']), text: v.string() }))
});
export type ServiceTrouble = v.InferOutput<typeof serviceTrouble>;

export const pupDetail = v.object({
	...pupSummary.entries,
	longDescription: v.string(),
	requiresInternet: v.boolean(),
	/** Devices of the box that it asks for. */
	devices: v.array(deviceRequest),
	exposes: v.array(
		v.object({ name: v.string(), type: v.string(), port: v.number(), webUI: v.boolean(), listenOnHost: v.boolean() })
	),
	config: v.object({ showOnInstall: v.boolean(), sections: v.array(configSection) }),
	/** What it gets. */
	limits: v.object({
		memoryBytes: v.number(),
		pids: v.number(),
		cpus: v.nullable(v.number()),
		/** Bytes of its data; null for no limit of its own. */
		storageBytes: v.nullable(v.number()),
		/** Files and folders that its data may consist of; follows from the limit of bytes. */
		storageFiles: v.nullable(v.number())
	}),
	limitChoices,
	/** Only while services of it are down that should run: how each ended, and its last words. */
	trouble: v.optional(v.array(serviceTrouble)),
	/** Only while what runs was made from something else than what is wanted now. */
	drift: v.optional(changePlan),
	/** Bytes used by the pup's storage at the last look; null when never looked. */
	storageBytes: v.nullable(v.number()),
	/**
	 * Folders inside of it in which its image keeps data, beside `/storage`. They are counted, kept
	 * and removed with the storage.
	 */
	volumes: v.array(v.string()),
	/** How its root filesystem was made; null before it was. */
	buildKind: v.nullable(v.picklist(BUILD_KINDS)),
	/** Hash of the whole tree that was installed, SHA-256 in hex. */
	treeHash: v.nullable(v.string()),
	/** Where it stood in its source: `tag v0.3.4`, `folder`. */
	origin: v.nullable(v.string()),
	signature: signatureState,
	/** The version that it had before, kept to go back to without a download; null for none. */
	previousVersion: v.nullable(v.string()),
	/**
	 * Dev mode: the source's folder itself is mounted, writable, and a change there restarts the
	 * pup.
	 */
	dev: v.boolean(),
	/** Dev mode can be switched on: its source is a folder of this host. */
	devPossible: v.boolean(),
	/**
	 * Only in dev mode: why a change of the folder is not taken over (a manifest that cannot be
	 * used), in words.
	 */
	devProblem: v.optional(v.string())
});
export type PupDetail = v.InferOutput<typeof pupDetail>;
