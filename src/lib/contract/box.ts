/**
 * The box itself: its state before and after setup, what its host can do, sessions, disks, network.
 */
import * as v from 'valibot';
import { countProblem, readSeedWords } from './seed-words.ts';

/** Limits on the owner's input, shared by forms and the API. */
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 512;
export const DEVICE_NAME_MAX = 63;

/** One part that the host lacks: what cannot work without it, and the one command that fixes it. */
export const missingPart = v.object({
	/** Stable: `no-host-agent`, `no-runc`, `no-nft`, `no-mmdebstrap` … */
	code: v.string(),
	/** What is missing, one sentence. */
	what: v.string(),
	/** What therefore cannot work. */
	effect: v.string(),
	/** One command that fixes it; null where no command can. */
	command: v.nullable(v.string())
});
export type MissingPart = v.InferOutput<typeof missingPart>;

export const runtimeInfo = v.object({
	/** `oci`, `nixos`, or `none` when this host cannot run containers. */
	kind: v.picklist(['oci', 'nixos', 'none']),
	/** `runc 1.1.5`; null for none. */
	version: v.nullable(v.string()),
	/** `v1`, `v2`, `hybrid`, or null. */
	cgroups: v.nullable(v.string()),
	/** Whether containers can be run. */
	ready: v.boolean(),
	/**
	 * Whether each pup has a range of user ids of its own. If they share one, `reason` says why.
	 */
	ids: v.object({ perPup: v.boolean(), reason: v.nullable(v.string()) }),
	missing: v.array(missingPart)
});
export type RuntimeInfo = v.InferOutput<typeof runtimeInfo>;

/** A program of the box that ended unexpectedly and was restarted by its supervisor. */
export const partEnd = v.object({
	part: v.picklist(['agent', 'dkm', 'dogeboxd']),
	/** Milliseconds since the epoch. */
	at: v.number(),
	/** The reason, if known: `ended by SIGKILL`, `exit status 1: its last words`. */
	reason: v.string()
});
export type PartEnd = v.InferOutput<typeof partEnd>;

/**
 * How full a disk is. `low`: the owner should free space. `critical`: pups that keep growing are
 * stopped, so that nothing else fails.
 */
export const SPACE_LEVELS = ['ok', 'low', 'critical'] as const;
export type SpaceLevel = (typeof SPACE_LEVELS)[number];

/** A disk that the box writes to, and how full it is. */
export const diskSpace = v.object({
	/** `/dev/sda2`, or whatever else is mounted there. */
	name: v.string(),
	mountPoint: v.string(),
	/** What is stored on it: data of the box itself (database, programs of pups), or pups' data. */
	holds: v.array(v.picklist(['box', 'pups'])),
	/** Bytes. */
	size: v.number(),
	/** Bytes that the box and its pups can still write. */
	free: v.number(),
	/** Most files that it can hold, and how many more; null when the disk has no such limit. */
	files: v.nullable(v.number()),
	filesFree: v.nullable(v.number()),
	level: v.picklist(SPACE_LEVELS)
});
export type DiskSpace = v.InferOutput<typeof diskSpace>;

/** Size of a pup's data when it was last measured. */
export const pupSpace = v.object({ id: v.string(), name: v.string(), bytes: v.number() });

/** Parts of the box's own data that can be freed. */
export const SPACE_PARTS = ['layers', 'downloads', 'logs'] as const;
export const spacePart = v.object({
	what: v.picklist(SPACE_PARTS),
	/** Size in bytes. */
	bytes: v.number(),
	/** Bytes of it that are unused. */
	unused: v.number(),
	/** What is removed when it is freed, in a sentence for a person. */
	text: v.string()
});
export type SpacePart = v.InferOutput<typeof spacePart>;

/** A part that was freed, and how much. */
export const freedSpace = v.object({
	what: v.picklist(SPACE_PARTS),
	bytes: v.number(),
	/** What was removed, in a sentence for a person. */
	text: v.string()
});
export type FreedSpace = v.InferOutput<typeof freedSpace>;
export type PupSpace = v.InferOutput<typeof pupSpace>;

export const boxInfo = v.object({
	name: v.string(),
	version: v.string(),
	/** Whether a master key and a password exist. */
	claimed: v.boolean(),
	/** Whether the wizard is finished. */
	configured: v.boolean(),
	runtime: runtimeInfo
});
export type BoxInfo = v.InferOutput<typeof boxInfo>;

/** A device name: an RFC 1123 host label, because it becomes the name on the network. */
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

/** What the owner can change of the box after setup. Members that are left out stay as they are. */
export const boxChange = v.pipe(
	v.object({ name: v.optional(deviceName), timeZone: v.optional(timeZone) }),
	v.check(({ name, timeZone }) => (name ?? timeZone) !== undefined, 'Give a name, a time zone or both.')
);
export type BoxChange = v.InferOutput<typeof boxChange>;

/**
 * A new password, normalised to NFC, because systems encode an “é” in two ways. The key manager
 * trims white space at the ends, so it does not count.
 */
export const newPassword = v.pipe(
	v.string('Choose a password.'),
	v.normalize('NFC'),
	v.trim(),
	v.minLength(PASSWORD_MIN, `A password has at least ${PASSWORD_MIN} characters.`),
	v.maxLength(PASSWORD_MAX, `A password has at most ${PASSWORD_MAX} characters.`)
);

/** A new password as forms send it, typed twice. */
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
	/** Disk as the wizard lists it (`/dev/sda`); the disk of the data folder by default. */
	storage: v.optional(v.string()),
	password: newPassword,
	/** Restore this key instead of creating one. */
	seedPhrase: v.optional(seedPhrase)
});
export type SetupInput = v.InferOutput<typeof setupInput>;

const shortText = v.nullable(v.pipe(v.string(), v.maxLength(200)));

/**
 * What the wizard has collected so far. It is saved after each step, so that a reload or a crash
 * loses nothing. It holds no secrets.
 */
export const setupDraft = v.object({
	deviceName: shortText,
	timeZone: shortText,
	keyMap: shortText,
	storage: shortText,
	/** Whether to create a new key or to restore one from its words. */
	mode: v.nullable(v.picklist(['create', 'restore'])),
	/** Furthest step reached. */
	step: v.pipe(v.string(), v.maxLength(40))
});
export type SetupDraft = v.InferOutput<typeof setupDraft>;

export const confirmInput = v.object({
	/** Word by position, 1–24; at least three. */
	words: v.record(v.string(), v.string())
});

export const disk = v.object({
	/** `/dev/sda` */
	name: v.string(),
	model: v.nullable(v.string()),
	/** Bytes. */
	size: v.number(),
	/** Free bytes of its mounted filesystem; null when not mounted. */
	free: v.nullable(v.number()),
	mountPoint: v.nullable(v.string()),
	isBootDisk: v.boolean(),
	/** Whether data can be stored there now. */
	usable: v.boolean(),
	/** Why it is not usable; null when it is. */
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
