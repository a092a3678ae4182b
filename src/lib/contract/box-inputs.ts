/** Schemas of the input for boxes. */
import * as v from 'valibot';
import { boxOptionEntries, boxRunOptionEntries, boxStopEntries } from './box-options.ts';
import { argv, insidePath, lineless, MOST_ARGV, MOST_TEXT, mountTarget, text, whole } from './box-parts.ts';
import { boxNetwork } from './boxes.ts';
import { terminalMessages } from './exec.ts';
import { terminalSize } from './terminal-size.ts';
import { joinedNetworks } from './networks.ts';

/** Upper bounds of the input for a box. */
export const BOX_MOST = {
	env: 500,
	labels: 128,
	argv: MOST_ARGV,
	volumes: 32,
	ports: 64,
	snapshots: 64,
	text: MOST_TEXT,
	labelKey: 200,
	labelValue: 4096,
	/** Characters. */
	annotations: 65_536,
	/** Seconds: a year. */
	seconds: 31_536_000,
	/** Bytes of each output stream that `run` returns. */
	runOutput: 1_048_576
} as const;
/** Least memory with which a shell starts, bytes. */
export const LEAST_MEMORY = 6 * 1024 ** 2;
/** Least disk limit, bytes. */
export const LEAST_DISK = 1024 ** 2;

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/;
const HEX_ID = /^[0-9a-f]{32}$/;

/** Unique among boxes. 32 hex digits are not allowed, because that is an id. */
export const boxName = v.pipe(
	v.string('Give the name as text.'),
	v.regex(NAME, 'A name has 1 to 63 letters, digits, “.”, “_” and “-”, and begins with a letter or digit.'),
	v.check((name) => !HEX_ID.test(name), 'A name of 32 hex digits would look like an id.')
);

/** An object of texts. Valibot's own record drops some names silently; this schema refuses them. */
const texts = (
	most: number,
	key: v.GenericSchema<string, string>,
	value: v.GenericSchema<string, string>,
	what: string
) =>
	v.pipe(
		v.custom<Record<string, string>>(
			(input) => typeof input === 'object' && input !== null && !Array.isArray(input),
			`Give ${what} as an object of texts.`
		),
		v.check((given) => Object.keys(given).length <= most, `There can be at most ${most} ${what}.`),
		v.rawCheck(({ dataset, addIssue }) => {
			if (!dataset.typed || Object.keys(dataset.value).length > most) return;
			for (const [name, given] of Object.entries(dataset.value)) {
				const wrong = v.safeParse(key, name).issues?.[0] ?? v.safeParse(value, given).issues?.[0];
				if (!wrong) continue;
				const shown = name.slice(0, 80).replace(/[\p{Cc}\p{Cf}]/gu, '?');
				addIssue({ message: `“${shown}”: ${wrong.message}` });
				return;
			}
		}),
		// The type for the JSON Schema, OpenAPI and docs.
		v.metadata({ type: 'object', additionalProperties: { type: 'string' } })
	);

export const boxLabels = texts(
	BOX_MOST.labels,
	v.pipe(
		v.string(),
		v.regex(/^[^\p{Cc}\p{Cf}=]+$/u, 'a label’s name is visible text in one line, without “=”.'),
		v.maxLength(BOX_MOST.labelKey, `a label’s name has at most ${BOX_MOST.labelKey} characters.`)
	),
	v.pipe(
		v.string('a label’s value is a text.'),
		v.maxLength(BOX_MOST.labelValue, `a label’s value has at most ${BOX_MOST.labelValue} characters.`),
		v.regex(lineless, 'a label’s value is one line of visible text.')
	),
	'labels'
);

const boxEnv = texts(
	BOX_MOST.env,
	v.pipe(v.string(), v.regex(/^[!-<>-~]{1,255}$/, 'this is not the name of a variable.')),
	text,
	'variables'
);

const cpus = v.pipe(
	v.number('Give cores as a number.'),
	v.finite('Give cores as a number.'),
	v.minValue(0.01, 'Give at least 0.01 of a core.'),
	v.maxValue(1024, 'Give at most 1024 cores.')
);
const memoryBytes = whole('bytes of memory', LEAST_MEMORY, 2 ** 52);
const diskBytes = whole('bytes of disk', LEAST_DISK, 2 ** 52);
const pids = whole('processes', 4, 4_000_000);
const portNumber = whole('a port', 1, 65_535);

/** Name of a volume. Its data stay when the box is removed, and several boxes can share it. */
export const volumeName = v.pipe(
	v.string('Give the name of a volume.'),
	v.regex(NAME, 'A volume’s name has 1 to 63 letters, digits, “.”, “_” and “-”, and begins with a letter or digit.')
);

export const boxVolume = v.variant(
	'kind',
	[
		v.object({
			/** A volume that the box keeps; created if it does not exist. */
			kind: v.literal('volume'),
			name: volumeName,
			/** Absolute path inside. */
			target: mountTarget,
			readonly: v.optional(v.boolean('Give true or false.'), false)
		}),
		v.object({
			/** A folder of the host, below one that the host’s administrator allowed. */
			kind: v.literal('folder'),
			/** Absolute path on the host. */
			source: insidePath,
			target: mountTarget,
			readonly: v.optional(v.boolean('Give true or false.'), false)
		})
	],
	'Give the kind of a volume: “volume” or “folder”.'
);
export type BoxVolume = v.InferOutput<typeof boxVolume>;

/** A port of the host that is forwarded to a port of the box, open to the home network. */
export const boxPort = v.pipe(
	v.object({
		/** Port of the host; a free one if absent. */
		hostPort: v.optional(portNumber),
		/** With `hostPort`: the last of a range, of which the first free port is taken. */
		hostPortLast: v.optional(portNumber),
		/**
		 * The one IPv4 or IPv6 address of the host on which the port is open; all IPv4 addresses if
		 * absent. `::`: all addresses of both families.
		 */
		hostAddress: v.optional(
			v.pipe(v.string('Give an address as text.'), v.ip('Give an address of the host, such as 127.0.0.1 or ::1.'))
		),
		/** Port inside the box. */
		port: portNumber,
		protocol: v.optional(v.picklist(['tcp', 'udp'], 'Give tcp or udp.'), 'tcp')
	}),
	v.check(
		({ hostPort, hostPortLast }) => hostPortLast === undefined || (hostPort !== undefined && hostPort <= hostPortLast),
		'A range of host ports begins with the lowest port.'
	)
);
export type BoxPort = v.InferOutput<typeof boxPort>;
const boxPorts = v.pipe(
	v.array(boxPort, 'Give ports as a list.'),
	v.maxLength(BOX_MOST.ports, `A box can have at most ${BOX_MOST.ports} ports.`),
	v.check((ports) => {
		const given = ports.flatMap(({ hostPort, hostPortLast, protocol }) =>
			hostPort !== undefined && hostPortLast === undefined ? [`${protocol} ${hostPort}`] : []
		);
		return new Set(given).size === given.length;
	}, 'The same port of the host is given twice.')
);

/**
 * When the box is restarted after its main process ended. `on-failure` can have a number, the most
 * restarts. `always` also starts the box after it was stopped and the host was restarted;
 * `unless-stopped` does not.
 */
export const restartPolicy = v.pipe(
	v.string('Give a restart policy as text.'),
	v.regex(
		/^(?:no|always|unless-stopped|on-failure(?::[1-9]\d{0,3})?)$/,
		'Give no, always, unless-stopped, on-failure or on-failure:N, N from 1 to 9999.'
	)
);

/** Numbers, or names from the image’s own lists (passwd(5), group(5)). */
const boxUser = v.pipe(
	v.string('Give the user as text.'),
	v.regex(
		/^(?:\d{1,10}|[a-zA-Z_][a-zA-Z0-9_.-]{0,63})(?::(?:\d{1,10}|[a-zA-Z_][a-zA-Z0-9_.-]{0,63}))?$/,
		'Give the user as a name or a number, or as user:group.'
	),
	v.check(
		(given) => given.split(':').every((part) => !/^\d/.test(part) || Number(part) <= 65_535),
		'User numbers are at most 65535.'
	)
);
const imageReference = v.pipe(
	v.string('Name an image.'),
	v.minLength(1, 'Name an image.'),
	v.maxLength(500, 'This is too long for the name of an image.'),
	v.check(
		(given) => lineless.test(given) && !/\s/.test(given),
		'The name of an image has no blanks or hidden characters.'
	)
);
const debianBase = v.object({
	/** Names of Debian packages that are added to the base. */
	packages: v.optional(
		v.pipe(
			v.array(
				v.pipe(
					v.string('Give names of packages.'),
					v.regex(/^[a-z0-9][a-z0-9+.-]{1,99}$/, 'This is not the name of a Debian package.')
				),
				'Give packages as a list.'
			),
			v.maxLength(200, 'At most 200 packages.')
		),
		[]
	)
});
const later = whole('a time in milliseconds since 1970', 1, 2 ** 52);
const idleSeconds = whole('seconds', 10, BOX_MOST.seconds);

/** Members that every way to create a box has. */
const commonEntries = {
	...boxRunOptionEntries,
	/** An image of a registry, with a tag or a digest: `alpine:3.20`. Either this or `debian`. */
	image: v.optional(imageReference),
	/** The host’s own Debian base. Either this or `image`. */
	debian: v.optional(debianBase),
	/** Cores; absent: no limit of its own. */
	cpus: v.optional(cpus),
	/** Bytes; if absent, half of the host’s memory, at most 2 GB. */
	memoryBytes: v.optional(memoryBytes),
	/** Bytes that it may write to its root; if absent, as much as the disk has. */
	diskBytes: v.optional(diskBytes),
	/** Most processes and threads; 1024 if absent. */
	pids: v.optional(pids),
	network: v.optional(boxNetwork, 'none'),
	/** Networks on which it and other boxes reach each other. */
	networks: v.optional(joinedNetworks, []),
	/** Stored encrypted. Values are shown only to callers who may `administer`. */
	env: v.optional(boxEnv, {}),
	volumes: v.optional(
		v.pipe(
			v.array(boxVolume, 'Give volumes as a list.'),
			v.maxLength(BOX_MOST.volumes, `A box can have at most ${BOX_MOST.volumes} volumes.`),
			v.check(
				(volumes) =>
					new Set(volumes.map(({ target }) => target.replace(/\/+/g, '/').replace(/\/$/, ''))).size === volumes.length,
				'Two volumes have the same path inside.'
			)
		),
		[]
	),
	/** Absolute folder inside; the image’s if absent. */
	workdir: v.optional(insidePath),
	/** `1000`, `1000:1000`, `www-data`, `www-data:adm`; the image’s if absent. */
	user: v.optional(boxUser),
	labels: v.optional(boxLabels, {})
};
const ONE_ROOT = 'Give either an image or debian, not both.';

export const newBox = v.pipe(
	v.object({
		...commonEntries,
		/** Generated if absent. */
		name: v.optional(boxName),
		/**
		 * Main process; the image’s if absent. If that is a shell, or the image has none, the main
		 * process only waits.
		 */
		argv: v.optional(argv),
		/**
		 * Replaces the image’s entry point: the words before `argv`. If given, the main process
		 * runs as it is; a lone shell is not replaced by a process that waits.
		 */
		entrypoint: v.optional(
			v.pipe(
				v.array(text, 'Give the entry point as a list of texts.'),
				v.maxLength(BOX_MOST.argv, `At most ${BOX_MOST.argv} arguments.`)
			)
		),
		...boxOptionEntries,
		/** Opaque text that is kept and returned for the program that creates the box. */
		annotations: v.optional(
			v.pipe(
				v.string('Give annotations as a text.'),
				v.maxLength(BOX_MOST.annotations, `At most ${BOX_MOST.annotations} characters of annotations.`)
			)
		),
		ports: v.optional(boxPorts, []),
		restart: v.optional(restartPolicy, 'no'),
		/**
		 * Stops the box after so many seconds in which no command ran in it and it had no network
		 * traffic.
		 */
		idleStopSeconds: v.optional(v.nullable(idleSeconds), null),
		/** When the box is removed, milliseconds since the epoch. */
		expiresAt: v.optional(v.nullable(later), null),
		/** Removes the box when its main process has ended, or when it is stopped. */
		ephemeral: v.optional(v.boolean('Give true or false.'), false),
		/** Whether the box is started once it is created. */
		start: v.optional(v.boolean('Give true or false.'), true)
	}),
	v.check((given) => (given.image === undefined) !== (given.debian === undefined), ONE_ROOT),
	v.check(
		({ entrypoint, argv: words = [] }) =>
			entrypoint === undefined || [...entrypoint, ...words].some((word) => word !== ''),
		'Name a program.'
	)
);
export type NewBox = v.InferOutput<typeof newBox>;

/** Changes of an existing box. Members that are left out stay as they are. */
export const boxChange = v.object({
	/** Null for no limit of its own. New limits apply to a running box at once. */
	cpus: v.optional(v.nullable(cpus)),
	memoryBytes: v.optional(memoryBytes),
	pids: v.optional(pids),
	/** Applies at once if the disk can enforce it; null for no limit of its own. */
	diskBytes: v.optional(v.nullable(diskBytes)),
	/** Replaces all labels. */
	labels: v.optional(boxLabels),
	restart: v.optional(restartPolicy),
	idleStopSeconds: v.optional(v.nullable(idleSeconds)),
	expiresAt: v.optional(v.nullable(later)),
	/** What it may reach. Applies at once, unless the box had no network when it was started. */
	network: v.optional(boxNetwork),
	/** Replaces all ports; applies as `network` does. */
	ports: v.optional(boxPorts),
	...boxStopEntries
});
export type BoxChange = v.InferOutput<typeof boxChange>;

const runEntries = {
	...commonEntries,
	/** Program and arguments. */
	argv,
	/**
	 * Kills the command after this many milliseconds, at most an hour. The time to fetch the image
	 * is not counted.
	 */
	timeoutMs: v.optional(whole('milliseconds', 1, 3_600_000), 600_000)
};
export const boxRun = v.pipe(
	v.object({
		...runEntries,
		/** Text for its stdin, which is closed after it. */
		stdin: v.optional(v.pipe(v.string('Give a text.'), v.maxLength(1_048_576, 'At most 1048576 characters of input.')))
	}),
	v.check((given) => (given.image === undefined) !== (given.debian === undefined), ONE_ROOT)
);
export type BoxRun = v.InferOutput<typeof boxRun>;

/** WebSocket messages of a client that runs a command in a box of its own. The first is `start`. */
export const boxRunClient = v.variant('type', [
	v.object({
		type: v.literal('start'),
		...runEntries,
		/** Size of its terminal; absent for no terminal, with stdout and stderr apart. */
		terminal: v.optional(terminalSize)
	}),
	...terminalMessages
]);
export type BoxRunStart = Extract<v.InferOutput<typeof boxRunClient>, { type: 'start' }>;
