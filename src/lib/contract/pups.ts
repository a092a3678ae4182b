/** Installed pups, their services, pages, config and samples, as browsers and programs see them. */
import * as v from 'valibot';
import { failure } from './jobs.ts';

/**
 * States of an installed pup (design, section 5). `purged` is the absence of the row, so it is no state of one.
 * The legal transitions between them stand in `src/lib/server/pups/states.ts`.
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
	/** Why it is waiting and until when (back-off), milliseconds since the epoch. */
	nextStartAt: v.nullable(v.number())
});
export type ServiceStatus = v.InferOutput<typeof serviceStatus>;

export const webPage = v.object({
	name: v.string(),
	/** Absolute address under which the box shows the page to a logged-in owner. */
	url: v.string(),
	/** Port on the box at which the proxy for this page listens. */
	port: v.number(),
	/** Only while it cannot be opened: why, and what to do (another program holds its port). */
	problem: v.optional(v.string())
});
export type WebPage = v.InferOutput<typeof webPage>;

/** Field types of config in a manifest (reference: pups.md §1). */
export const CONFIG_FIELD_TYPES = [
	'text',
	'password',
	'number',
	'toggle',
	'email',
	'textarea',
	'select',
	'checkbox',
	'radio',
	'date',
	'range',
	'color'
] as const;

export const configField = v.object({
	name: v.string(),
	label: v.string(),
	type: v.picklist(CONFIG_FIELD_TYPES),
	required: v.boolean(),
	placeholder: v.nullable(v.string()),
	help: v.nullable(v.string()),
	default: v.nullable(v.string()),
	min: v.nullable(v.number()),
	max: v.nullable(v.number()),
	step: v.nullable(v.number()),
	options: v.array(v.object({ value: v.string(), label: v.string() })),
	/** Current value as text; null when unset. Always null for `password` fields. */
	value: v.nullable(v.string()),
	/** For `password` fields: whether a value is stored. */
	isSet: v.boolean()
});
export type ConfigField = v.InferOutput<typeof configField>;

export const configSection = v.object({
	name: v.string(),
	label: v.nullable(v.string()),
	fields: v.array(configField)
});
export type ConfigSection = v.InferOutput<typeof configSection>;

/** One sample of CPU, memory, network and processes. Taken every {@link SAMPLE_INTERVAL_MS}. */
export const sample = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** Per cent of one core: 150 = one and a half cores. */
	cpu: v.number(),
	/** Bytes. */
	memory: v.number(),
	/** Bytes per second received and sent; for a pup as the pup sees it. */
	rx: v.number(),
	tx: v.number(),
	/** Number of processes and threads (pids controller). */
	pids: v.number()
});
export type Sample = v.InferOutput<typeof sample>;
export const SAMPLE_INTERVAL_MS = 2000;

/** What the box itself shows beside its samples. */
export const boxStats = v.object({
	/** Number of cores: 100 % each. */
	cores: v.number(),
	/** Bytes. */
	memoryTotal: v.number(),
	diskTotal: v.number(),
	diskUsed: v.number(),
	/** Seconds. */
	uptime: v.number()
});
export type BoxStats = v.InferOutput<typeof boxStats>;

export const pupSummary = v.object({
	id: v.string(),
	name: v.string(),
	version: v.string(),
	sourceId: v.string(),
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
	webPages: v.array(webPage),
	/** IPv4 address on the pup network, while it has one. */
	address: v.nullable(v.string()),
	/** Milliseconds since the epoch. */
	installedAt: v.nullable(v.number()),
	/** Unfinished job on this pup. */
	jobId: v.nullable(v.string())
});
export type PupSummary = v.InferOutput<typeof pupSummary>;

export const pupDetail = v.object({
	...pupSummary.entries,
	longDescription: v.string(),
	requiresInternet: v.boolean(),
	exposes: v.array(
		v.object({ name: v.string(), type: v.string(), port: v.number(), webUI: v.boolean(), listenOnHost: v.boolean() })
	),
	config: v.object({ showOnInstall: v.boolean(), sections: v.array(configSection) }),
	limits: v.object({ memoryBytes: v.number(), pids: v.number(), cpus: v.nullable(v.number()) }),
	/** Bytes used by the pup's storage at the last look; null when never looked. */
	storageBytes: v.nullable(v.number())
});
export type PupDetail = v.InferOutput<typeof pupDetail>;

export const logLine = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	service: v.string(),
	stream: v.picklist(['stdout', 'stderr']),
	text: v.string()
});
export type LogLine = v.InferOutput<typeof logLine>;

export const storePup = v.object({
	sourceId: v.string(),
	sourceName: v.string(),
	name: v.string(),
	version: v.string(),
	shortDescription: v.string(),
	longDescription: v.string(),
	logoUrl: v.nullable(v.string()),
	/** Which build kinds it offers, and whether this host can do one. */
	runnable: v.boolean(),
	/** Why not, and what to do. */
	reason: v.nullable(v.string()),
	requiresInternet: v.boolean(),
	/** Names of web pages it brings. */
	webPages: v.array(v.string()),
	interfaces: v.array(v.object({ name: v.string(), version: v.string() })),
	dependencies: v.array(v.object({ name: v.string(), version: v.string(), optional: v.boolean() })),
	/** Things a careful reader should know: warnings of the manifest check. */
	warnings: v.array(v.string()),
	/** The installed pup from this source and name, if any. */
	installedPupId: v.nullable(v.string()),
	installedState: v.nullable(pupState)
});
export type StorePup = v.InferOutput<typeof storePup>;

export const source = v.object({
	id: v.string(),
	/** `builtin` = the folder `pups/` of this program; cannot be removed. */
	kind: v.picklist(['builtin', 'folder', 'git', 'web']),
	name: v.string(),
	location: v.string(),
	pups: v.number(),
	addedAt: v.number(),
	lastSeenAt: v.nullable(v.number()),
	lastError: v.nullable(v.string()),
	/** Entries that could not be read, each with its reason. */
	unreadable: v.array(v.object({ location: v.string(), reason: v.string() }))
});
export type Source = v.InferOutput<typeof source>;
