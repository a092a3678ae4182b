/** Installed pups, their services, pages, config and samples, as browsers and programs see them. */
import * as v from 'valibot';
import { deviceRequest } from './devices.ts';
import { health } from './health.ts';
import { failure } from './jobs.ts';
import { MOST_STOP_SECONDS } from './stop.ts';
import { BUILD_KINDS, CATEGORIES, type Category } from './store-words.ts';

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
	/** A sentence below the heading. */
	description: v.nullable(v.string()),
	fields: v.array(configField)
});
export type ConfigSection = v.InferOutput<typeof configSection>;

/**
 * One sample of CPU, memory, network, processes and disk traffic. Taken every
 * {@link SAMPLE_INTERVAL_MS}.
 */
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
	pids: v.number(),
	/** Bytes per second read from and written to disks. */
	read: v.number(),
	write: v.number()
});
export type Sample = v.InferOutput<typeof sample>;
/**
 * Samples of one subject over time, as columns of the same length, oldest first: entry `i` of each
 * column belongs to sample `i`. Units as in {@link sample}; `cpu` has at most two decimals, the
 * others none.
 */
export const samples = v.object({
	at: v.array(v.number()),
	cpu: v.array(v.number()),
	memory: v.array(v.number()),
	rx: v.array(v.number()),
	tx: v.array(v.number()),
	pids: v.array(v.number()),
	read: v.array(v.number()),
	write: v.array(v.number())
});
export type Samples = v.InferOutput<typeof samples>;
export const SAMPLE_INTERVAL_MS = 1000;
/**
 * Milliseconds between two samples of all pups, and of the box, on the live socket; those of one
 * pup come as they are taken.
 */
export const LIVE_INTERVAL_MS = 2000;

/** What the box itself shows beside its samples. */
export const boxStats = v.object({
	/** Number of cores: 100 % each. */
	cores: v.number(),
	/** Bytes. */
	memoryTotal: v.number(),
	diskTotal: v.number(),
	diskUsed: v.number(),
	/** Seconds. */
	uptime: v.number(),
	/** Average number of processes that wanted to run, over the last minute. */
	load: v.number(),
	/** Degrees Celsius of its warmest part; null where the machine does not tell. */
	temperature: v.nullable(v.number())
});
export type BoxStats = v.InferOutput<typeof boxStats>;

/** Limits that a pup can reach. */
export const LIMIT_KINDS = ['memory', 'pids', 'storage'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** A limit that a pup reached lately: what happened, in a sentence. */
export const limitReached = v.object({
	kind: v.picklist(LIMIT_KINDS),
	/** When that last happened, milliseconds since the epoch. */
	at: v.number(),
	text: v.string()
});
export type LimitReached = v.InferOutput<typeof limitReached>;

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
			/** The owner does not want to be told of this one. */
			skipped: v.boolean()
		})
	),
	/** Unfinished job on this pup. */
	jobId: v.nullable(v.string()),
	/** Only while there is one: limits that it reached within the last day. */
	limitsReached: v.optional(v.array(limitReached))
});
export type PupSummary = v.InferOutput<typeof pupSummary>;

/**
 * What can differ between what a pup runs from and what is wanted. `box`: what the box itself
 * decides, such as addresses.
 */
export const CHANGE_KINDS = [
	'limits',
	'config',
	'program',
	'services',
	'internet',
	'devices',
	'dev',
	'version',
	'files',
	'root',
	'links',
	'box'
] as const;

/**
 * What a change does to a pup: nothing, taken over as it runs, a restart of some services in their
 * container, a new container, new files or root, a start, a stop.
 */
export const CHANGE_EFFECTS = ['nothing', 'live', 'services', 'container', 'root', 'start', 'stop'] as const;

/** What a change would do, or what has changed since a pup was started. */
export const changePlan = v.object({
	changes: v.array(v.picklist(CHANGE_KINDS)),
	effect: v.picklist(CHANGE_EFFECTS),
	/** Services that are started again. */
	services: v.array(v.string()),
	/** All of it in a sentence for a person. */
	text: v.string()
});
export type ChangePlan = v.InferOutput<typeof changePlan>;

/**
 * Limits of a pup as its owner sets them. Left out: as it is; null: the box's default, for cores
 * and data no limit.
 */
export const limitChange = v.object({
	/** Bytes, at least 16 MiB. */
	memoryBytes: v.optional(
		v.nullable(v.pipe(v.number(), v.integer(), v.minValue(16 * 1024 * 1024, 'Give at least 17 MB.')))
	),
	/** Processes and threads. */
	pids: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.integer('Give a whole number.'),
				v.minValue(8, 'Give at least 8.'),
				v.maxValue(32_768, 'Give at most 32768.')
			)
		)
	),
	/** Seconds that its services have to end by themselves, before they are killed. */
	stopSeconds: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.integer('Give a whole number.'),
				v.minValue(1, 'Give at least 1.'),
				v.maxValue(MOST_STOP_SECONDS, `Give at most ${MOST_STOP_SECONDS}.`)
			)
		)
	),
	/** Bytes of its data, at least 1 MB. */
	storageBytes: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1_000_000, 'Give at least 1 MB.')))),
	/** Cores, fractions allowed. */
	cpus: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.minValue(0.05, 'Give at least 0.05 of a core.'),
				v.maxValue(1024, 'Give at most 1024 cores.')
			)
		)
	),
	/** Its part of a disk that several pups want at once, beside 100 of each other one. */
	ioWeight: v.optional(
		v.nullable(
			v.pipe(
				v.number(),
				v.integer('Give a whole number.'),
				v.minValue(1, 'Give at least 1.'),
				v.maxValue(1000, 'Give at most 1000.')
			)
		)
	)
});
export type LimitChange = v.InferOutput<typeof limitChange>;

/** What the owner can choose of a pup's limits, and has chosen. */
const limitChoices = v.object({
	/** As the owner set them; null: the default. */
	own: v.object({
		memoryBytes: v.nullable(v.number()),
		storageBytes: v.nullable(v.number()),
		pids: v.nullable(v.number()),
		cpus: v.nullable(v.number()),
		stopSeconds: v.nullable(v.number()),
		ioWeight: v.nullable(v.number())
	}),
	/**
	 * What it gets of what the owner did not set. All cores are there for it, and the disk until
	 * that is nearly full.
	 */
	defaults: v.object({ memoryBytes: v.number(), pids: v.number(), stopSeconds: v.number() }),
	host: v.object({
		memoryBytes: v.number(),
		cpus: v.number(),
		/** Size of the disk with pups' data; null while it cannot be looked at. */
		storageBytes: v.nullable(v.number()),
		/** Whether its kernel shares disks by weight. */
		ioWeight: v.boolean()
	})
});
export type LimitChoices = v.InferOutput<typeof limitChoices>;

/**
 * How far a signature of the source vouches for a pup. `unsigned`: the source has no key pinned.
 */
export const signatureState = v.picklist(['unsigned', 'verified', 'failed']);
export type SignatureState = v.InferOutput<typeof signatureState>;

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

/**
 * A position in the logs of a pup; not to be looked into. The empty one stands before everything.
 */
export const logCursor = v.pipe(v.string(), v.maxLength(8192), v.regex(/^[\w.~-]*$/, 'This is no cursor of a log.'));

export const logLine = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	service: v.string(),
	stream: v.picklist(['stdout', 'stderr']),
	text: v.string(),
	/** Stands for this very line; give it back as `after` to go on behind it. */
	cursor: v.string(),
	/** The box wrote it, not the service. */
	box: v.optional(v.boolean())
});

/** How much of the log of each service of a pup is kept. */
export const logLimitChange = v.object({
	fileBytes: v.pipe(
		v.number('Give a number of bytes.'),
		v.integer('Give a whole number of bytes.'),
		v.minValue(64_000, 'Give at least 64 kB.'),
		v.maxValue(1e9, 'Give at most 1 GB.')
	),
	/** Files, with the one that is written to. */
	files: v.pipe(
		v.number('Give a number of files.'),
		v.integer('Give a whole number of files.'),
		v.minValue(2, 'Give at least 2 files.'),
		v.maxValue(100, 'Give at most 100 files.')
	)
});
export type LogLimitChange = v.InferOutput<typeof logLimitChange>;
export const logLimitState = v.object({ fileBytes: v.number(), files: v.number() });

export type LogLine = v.InferOutput<typeof logLine>;

export const storePup = v.object({
	sourceId: v.string(),
	sourceName: v.string(),
	name: v.string(),
	/** The newest version that can be used. */
	version: v.string(),
	/** How many versions the source offers. */
	versions: v.number(),
	category: v.picklist(Object.keys(CATEGORIES) as [Category, ...Category[]]),
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
	signature: signatureState,
	/**
	 * When its newest version was made (date of the tag's commit, of the files), milliseconds since
	 * the epoch.
	 */
	updatedAt: v.nullable(v.number()),
	/** The installed pup from this source and name, if any. */
	installedPupId: v.nullable(v.string()),
	installedState: v.nullable(pupState)
});
export type StorePup = v.InferOutput<typeof storePup>;

export const permission = v.object({
	name: v.string(),
	description: v.string(),
	/** 1 = critical … 3 = read only; null when the manifest does not say. */
	severity: v.nullable(v.number()),
	routes: v.array(v.string()),
	port: v.nullable(v.number())
});

/** A pup in the store with all that its page shows. */
export const storePupDetail = v.object({
	...storePup.entries,
	/** Newest first. */
	offered: v.array(
		v.object({
			version: v.string(),
			/**
			 * Where it stands in the source: `tag v0.3.4`, `branch main`, `folder`,
			 * `archive core-0.0.9.tar.gz`.
			 */
			origin: v.string(),
			updatedAt: v.nullable(v.number()),
			/** Hash of its whole tree, SHA-256 in hex; null where it is known only at install. */
			hash: v.nullable(v.string()),
			signature: signatureState,
			/** Why this version cannot be installed; null when it can. */
			problem: v.nullable(v.string())
		})
	),
	/** Hash of the tree of the shown version. */
	hash: v.nullable(v.string()),
	upstreamVersions: v.record(v.string(), v.string()),
	exposes: v.array(
		v.object({
			name: v.string(),
			type: v.string(),
			port: v.number(),
			webUI: v.boolean(),
			listenOnHost: v.boolean(),
			interfaces: v.array(v.string())
		})
	),
	/** What it offers to other pups, with the permissions they may ask for. */
	offers: v.array(v.object({ name: v.string(), version: v.string(), permissions: v.array(permission) })),
	/** What it needs of other pups, and which pups of the store provide that. */
	needs: v.array(
		v.object({
			name: v.string(),
			version: v.string(),
			optional: v.boolean(),
			permissions: v.array(permission),
			providers: v.array(v.object({ sourceId: v.string(), name: v.string(), installed: v.boolean() }))
		})
	),
	/** Its settings, with their defaults. */
	config: v.object({ showOnInstall: v.boolean(), sections: v.array(configSection) }),
	resources: v.object({ memoryBytes: v.nullable(v.number()), diskBytes: v.nullable(v.number()) }),
	/** Ways to build it, in the order of the host's choice, with why one is skipped. */
	builds: v.array(
		v.object({
			kind: v.picklist(BUILD_KINDS),
			chosen: v.boolean(),
			/** Why this host skips it; null when it can. */
			reason: v.nullable(v.string()),
			command: v.nullable(v.string())
		})
	),
	/** Its readme as safe HTML; null when it has none. */
	readmeHtml: v.nullable(v.string())
});
export type StorePupDetail = v.InferOutput<typeof storePupDetail>;

export const source = v.object({
	id: v.string(),
	/** `builtin` = the folder `pups/` of this program; cannot be removed. */
	kind: v.picklist(['builtin', 'folder', 'git', 'web']),
	/** The owner's name for it, else its own. */
	name: v.string(),
	location: v.string(),
	/** The source of the Dogebox project, listed from the start. */
	official: v.boolean(),
	pups: v.number(),
	addedAt: v.number(),
	lastSeenAt: v.nullable(v.number()),
	/** What went wrong at the last look, in plain words. What was seen before stays. */
	lastError: v.nullable(v.string()),
	/** Job that is reading it now. */
	jobId: v.nullable(v.string()),
	/** Name of the account at the source; null without credentials. The password is never given. */
	account: v.nullable(v.string()),
	/** Pinned minisign public key; null for none. */
	publicKey: v.nullable(v.string()),
	signature: signatureState,
	/** Entries that could not be read, each with its reason. */
	unreadable: v.array(v.object({ location: v.string(), reason: v.string() })),
	/** Names and versions that stand for more than one content, and which is taken. */
	conflicts: v.array(v.object({ name: v.string(), version: v.string(), taken: v.string(), left: v.array(v.string()) }))
});
export type Source = v.InferOutput<typeof source>;
