/**
 * The box itself: its state before and after setup, what its host can do, sessions, disks, network.
 */
import * as v from 'valibot';
import { countProblem, readSeedWords } from './seed-words.ts';

/** Limits on the owner's input, shared by forms and API. */
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 512;
export const DEVICE_NAME_MAX = 63;

/** One thing the host lacks: what cannot work, and the one command that mends it. */
export const missingPart = v.object({
	/** Stable: `no-host-agent`, `no-runc`, `no-nft`, `no-mmdebstrap` … */
	code: v.string(),
	/** What is missing, one sentence. */
	what: v.string(),
	/** What therefore cannot work. */
	effect: v.string(),
	/** One command that mends it; null where no command can. */
	command: v.nullable(v.string())
});
export type MissingPart = v.InferOutput<typeof missingPart>;

export const runtimeInfo = v.object({
	/** `oci`, `nixos`, or `none` where this host cannot run containers. */
	kind: v.picklist(['oci', 'nixos', 'none']),
	/** `runc 1.1.5`; null for none. */
	version: v.nullable(v.string()),
	/** `v1`, `v2`, `hybrid`, or null. */
	cgroups: v.nullable(v.string()),
	/** Whether containers can be run. */
	ready: v.boolean(),
	/**
	 * Whether each pup has a range of user ids for itself; `reason` says why they share one where
	 * they do.
	 */
	ids: v.object({ perPup: v.boolean(), reason: v.nullable(v.string()) }),
	missing: v.array(missingPart)
});
export type RuntimeInfo = v.InferOutput<typeof runtimeInfo>;

/** A program of the box that ended by itself, and was started again by its supervisor. */
export const partEnd = v.object({
	part: v.picklist(['agent', 'dkm', 'dogeboxd']),
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** As far as it is known: `ended by SIGKILL`, `exit status 1: its last words`. */
	reason: v.string()
});
export type PartEnd = v.InferOutput<typeof partEnd>;

/**
 * How full a disk is. `low`: its owner should make room. `critical`: pups that go on growing are
 * stopped, so that nothing else fails.
 */
export const SPACE_LEVELS = ['ok', 'low', 'critical'] as const;
export type SpaceLevel = (typeof SPACE_LEVELS)[number];

/** A disk that the box writes to, and how full it is. */
export const diskSpace = v.object({
	/** `/dev/sda2`, or what else is mounted there. */
	name: v.string(),
	mountPoint: v.string(),
	/** What lies on it: the box's own (database, programs of pups), pups' data. */
	holds: v.array(v.picklist(['box', 'pups'])),
	/** Bytes. */
	size: v.number(),
	/** Bytes that the box and its pups can still write. */
	free: v.number(),
	/** Files that it can hold, and how many more; null where there is no such bound. */
	files: v.nullable(v.number()),
	filesFree: v.nullable(v.number()),
	level: v.picklist(SPACE_LEVELS)
});
export type DiskSpace = v.InferOutput<typeof diskSpace>;

/** What a pup's data take, at the last look. */
export const pupSpace = v.object({ id: v.string(), name: v.string(), bytes: v.number() });

/** What of the box itself takes space and can be freed in parts. */
export const SPACE_PARTS = ['layers', 'downloads', 'logs'] as const;
export const spacePart = v.object({
	what: v.picklist(SPACE_PARTS),
	/** What it takes, bytes. */
	bytes: v.number(),
	/** What of it nobody uses. */
	unused: v.number(),
	/** What goes when it is freed, in a sentence for a person. */
	text: v.string()
});
export type SpacePart = v.InferOutput<typeof spacePart>;

/** What frees space: what goes, and what it brings. */
export const freedSpace = v.object({
	what: v.picklist(SPACE_PARTS),
	bytes: v.number(),
	/** In a sentence for a person. */
	text: v.string()
});
export type FreedSpace = v.InferOutput<typeof freedSpace>;
export type PupSpace = v.InferOutput<typeof pupSpace>;

export const boxInfo = v.object({
	name: v.string(),
	version: v.string(),
	/** A master key and a password exist. */
	claimed: v.boolean(),
	/** The wizard is finished. */
	configured: v.boolean(),
	runtime: runtimeInfo
});
export type BoxInfo = v.InferOutput<typeof boxInfo>;

/** A device name: RFC 1123 host label, as it will be the name on the network. */
export const deviceName = v.pipe(
	v.string('Give the device a name.'),
	v.trim(),
	v.toLowerCase(),
	v.minLength(1, 'Give the device a name.'),
	v.maxLength(DEVICE_NAME_MAX, `A device name has at most ${DEVICE_NAME_MAX} characters.`),
	v.regex(
		/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
		'Use letters, digits and hyphens; a name begins and ends with a letter or digit.'
	)
);

/** IANA name, `Europe/Lisbon`. */
const timeZone = v.pipe(v.string('Choose a time zone.'), v.minLength(1, 'Choose a time zone.'));

/** What of the box its owner changes after the setup; what is left out stays. */
export const boxChange = v.pipe(
	v.object({ name: v.optional(deviceName), timeZone: v.optional(timeZone) }),
	v.check(({ name, timeZone }) => (name ?? timeZone) !== undefined, 'Give a name, a time zone or both.')
);
export type BoxChange = v.InferOutput<typeof boxChange>;

/**
 * A new password, its letters composed (NFC): an “é” is typed in two ways on two systems. White
 * space at the ends is trimmed by the key manager, so it does not count.
 */
export const newPassword = v.pipe(
	v.string('Choose a password.'),
	v.normalize('NFC'),
	v.trim(),
	v.minLength(PASSWORD_MIN, `A password has at least ${PASSWORD_MIN} characters.`),
	v.maxLength(PASSWORD_MAX, `A password has at most ${PASSWORD_MAX} characters.`)
);

/** A new password as forms have it, typed twice. */
export const newPasswordTwice = v.pipe(
	v.object({ next: newPassword, again: v.pipe(v.string(), v.normalize('NFC'), v.trim()) }),
	v.forward(
		v.check(({ next, again }) => next === again, 'The two passwords are not the same.'),
		['again']
	)
);

export const seedPhrase = v.pipe(
	v.union([v.string(), v.array(v.string())], 'Give the 24 words.'),
	v.transform((words) => readSeedWords(typeof words === 'string' ? words : words.join('\n'))),
	v.check((words) => countProblem(words) === null, 'There must be 24 words.')
);

export const setupInput = v.object({
	deviceName,
	timeZone,
	/** Console key map, `us`, `de` … */
	keyMap: v.optional(v.string()),
	/** Disk as listed by the wizard (`/dev/sda`); default is the disk of the data folder. */
	storage: v.optional(v.string()),
	password: newPassword,
	/** Restore this key instead of creating one. */
	seedPhrase: v.optional(seedPhrase)
});
export type SetupInput = v.InferOutput<typeof setupInput>;

const shortText = v.nullable(v.pipe(v.string(), v.maxLength(200)));

/**
 * What the wizard has gathered so far; written after each step, so that a reload or a crash loses
 * nothing. No secrets.
 */
export const setupDraft = v.object({
	deviceName: shortText,
	timeZone: shortText,
	keyMap: shortText,
	storage: shortText,
	/** Create a new key, or restore one from its words. */
	mode: v.nullable(v.picklist(['create', 'restore'])),
	/** Furthest step reached. */
	step: v.pipe(v.string(), v.maxLength(40))
});
export type SetupDraft = v.InferOutput<typeof setupDraft>;

export const confirmInput = v.object({
	/** Position 1–24 → word; at least three. */
	words: v.record(v.string(), v.string())
});

export const disk = v.object({
	/** `/dev/sda` */
	name: v.string(),
	model: v.nullable(v.string()),
	/** Bytes. */
	size: v.number(),
	/** Bytes free on its mounted filesystem; null when not mounted. */
	free: v.nullable(v.number()),
	mountPoint: v.nullable(v.string()),
	isBootDisk: v.boolean(),
	/** Whether data can live there now. */
	usable: v.boolean(),
	/** Why not, where not. */
	reason: v.nullable(v.string())
});
export type Disk = v.InferOutput<typeof disk>;

export const networkLink = v.object({
	/** `eth0` */
	name: v.string(),
	kind: v.picklist(['ethernet', 'wifi', 'other']),
	up: v.boolean(),
	addresses: v.array(v.string()),
	mac: v.nullable(v.string())
});
export type NetworkLink = v.InferOutput<typeof networkLink>;

export const session = v.object({
	id: v.string(),
	current: v.boolean(),
	createdAt: v.number(),
	lastSeenAt: v.number(),
	expiresAt: v.number(),
	address: v.string(),
	/** “Firefox on Linux”, from the User-Agent. */
	device: v.string()
});
export type Session = v.InferOutput<typeof session>;
