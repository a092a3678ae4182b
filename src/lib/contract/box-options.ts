/** Options of how a box's main process runs. They are stored as one value. */
import * as v from 'valibot';
import { argv, mountTarget, text, whole } from './box-parts.ts';
import { MOST_STOP_SECONDS, STOP_SIGNALS } from './stop.ts';
import { SYSCTLS, sysctlValue } from './sysctls.ts';
import { ULIMITS } from './ulimits.ts';

const flag = v.boolean('Give true or false.');

/**
 * Capabilities of pups, and of boxes that do not choose otherwise. An entry point that starts as
 * root, prepares its folders and switches to another user (setpriv, gosu, su-exec) needs them. They
 * only apply to files and processes with the container's own ids: none of them reaches a namespace,
 * the network, a device or the kernel.
 */
export const USUAL_CAPABILITIES = [
	'CAP_CHOWN',
	'CAP_DAC_OVERRIDE',
	'CAP_FOWNER',
	'CAP_FSETID',
	'CAP_KILL',
	'CAP_SETGID',
	'CAP_SETUID'
] as const;
/**
 * Further capabilities that a box can have. They only apply to the box's own ids, files and
 * network.
 */
export const MORE_CAPABILITIES = ['CAP_NET_BIND_SERVICE', 'CAP_SETFCAP', 'CAP_SETPCAP', 'CAP_SYS_CHROOT'] as const;
const BOX_CAPABILITIES = [...USUAL_CAPABILITIES, ...MORE_CAPABILITIES] as const;
export type BoxCapability = (typeof BOX_CAPABILITIES)[number];
/** The other Linux capabilities (capabilities(7)), which no box can have. */
const OTHER_CAPABILITIES = (
	'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE DAC_READ_SEARCH IPC_LOCK IPC_OWNER LEASE ' +
	'LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BROADCAST NET_RAW PERFMON SYS_ADMIN SYS_BOOT SYS_MODULE ' +
	'SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM'
)
	.split(' ')
	.map((name) => `CAP_${name}`);
const ALL = 'ALL';

const capabilityName = v.pipe(
	v.string('Give the name of a capability.'),
	v.transform((name) => name.toUpperCase()),
	v.transform((name) => (name === ALL || name.startsWith('CAP_') ? name : `CAP_${name}`)),
	v.check(
		(name) => name === ALL || ([...BOX_CAPABILITIES, ...OTHER_CAPABILITIES] as string[]).includes(name),
		({ input }) => `Linux has no capability ${input.slice(0, 40)}.`
	)
);
const capabilities = (name: v.GenericSchema<string, string>) =>
	v.pipe(v.array(name, 'Give capabilities as a list of names.'), v.maxLength(64, 'At most 64 capabilities.'));
const addedCapability = v.pipe(
	capabilityName,
	v.check(
		(name) => name !== ALL,
		`A box cannot have all capabilities. Name those that it needs: ${BOX_CAPABILITIES.join(', ')}.`
	),
	v.check(
		(name) => name === ALL || (BOX_CAPABILITIES as readonly string[]).includes(name),
		({ input }) =>
			`A box cannot have ${input}, because it gives access beyond the box. It can have ${BOX_CAPABILITIES.join(', ')}.`
	)
);

/** With fewer open files a program cannot start. */
const LEAST_FILES = 32;
const limitValue = whole('a limit, or -1 for none', -1, Number.MAX_SAFE_INTEGER);
const above = (value: number) => (value === -1 ? Infinity : value);
export const boxUlimit = v.pipe(
	v.object({
		name: v.picklist(ULIMITS, `Give one of ${ULIMITS.join(', ')}.`),
		/** In the kernel's unit: bytes, seconds, or a count. -1 for no limit. */
		soft: limitValue,
		/** Most that a process can raise the soft limit to; at most the host's own limit. */
		hard: limitValue
	}),
	v.check(({ soft, hard }) => above(soft) <= above(hard), 'The soft limit is above the hard one.'),
	v.check(
		({ name, soft }) => name !== 'nofile' || above(soft) >= LEAST_FILES,
		`Give at least ${LEAST_FILES} open files (nofile).`
	)
);
export type BoxUlimit = v.InferOutput<typeof boxUlimit>;

const memoryBytes = whole('bytes of a folder in memory', 1024 ** 2, 2 ** 50);
const hostname = v.pipe(
	v.string('Give the host name as text.'),
	v.maxLength(63, 'A host name has at most 63 characters.'),
	v.regex(
		/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i,
		'A host name has letters, digits, “-” and “.”, and begins and ends with a letter or digit.'
	)
);
const HOST_GATEWAY = 'host-gateway';
const extraHost = v.object({
	name: hostname,
	/** An IPv4 or IPv6 address. */
	address: v.pipe(
		v.string('Give an address as text.'),
		v.check(
			(given) => given !== HOST_GATEWAY,
			'Boxes cannot reach the host itself, so there is no host-gateway. Give the address to reach.'
		),
		v.ip('Give an IPv4 or IPv6 address.')
	)
});
const unique = <T>(list: readonly T[], key: (one: T) => string) => new Set(list.map(key)).size === list.length;

/** Options that a command in a box of its own can have, too. */
export const boxRunOptionEntries = {
	/** Host name inside; derived from the box's name if absent. */
	hostname: v.optional(hostname),
	/**
	 * Capabilities besides the default ones (`NET_BIND_SERVICE`, with or without `CAP_`). Like all
	 * of them, they only apply to root inside the box.
	 */
	capAdd: v.optional(capabilities(addedCapability)),
	/** Capabilities to remove; `ALL` removes all except those in `capAdd`. */
	capDrop: v.optional(capabilities(capabilityName)),
	/** Makes its root read-only: only volumes and folders in memory can be written to. */
	readonlyRoot: v.optional(flag),
	/** Folders in memory, empty at each start. Their contents count as memory of the box. */
	memoryFolders: v.optional(
		v.pipe(
			v.array(
				v.object({
					/** Absolute path inside. */
					target: mountTarget,
					/** Half of the box's memory if absent. */
					sizeBytes: v.optional(memoryBytes)
				}),
				'Give folders in memory as a list.'
			),
			v.maxLength(16, 'A box can have at most 16 folders in memory.'),
			v.check((list) => unique(list, ({ target }) => target), 'Two folders in memory have the same path.')
		)
	),
	/** Size of `/dev/shm` in bytes; half of the box's memory if absent. */
	shmBytes: v.optional(memoryBytes),
	/** Limits of each process. */
	ulimits: v.optional(
		v.pipe(
			v.array(boxUlimit, 'Give limits as a list.'),
			v.check((list) => unique(list, ({ name }) => name), 'The same limit is given twice.')
		)
	),
	/** Groups of its main process besides those of its user, by number. */
	groups: v.optional(
		v.pipe(
			v.array(whole('the number of a group', 0, 65_535), 'Give groups as a list of numbers.'),
			v.maxLength(32, 'A box can have at most 32 further groups.')
		)
	),
	/** Kernel settings of its own network. */
	sysctls: v.optional(
		v.record(
			v.picklist(SYSCTLS, `A box can only have these kernel settings: ${SYSCTLS.join(', ')}.`),
			sysctlValue,
			'Give kernel settings as an object.'
		)
	),
	/** Additional names in its `/etc/hosts`. */
	extraHosts: v.optional(
		v.pipe(
			v.array(extraHost, 'Give further hosts as a list.'),
			v.maxLength(200, 'A box can have at most 200 further hosts.')
		)
	),
	/**
	 * Whether its first process is a small init that forwards signals and reaps processes. If
	 * absent, it is used when the host has one. If false, the box's own program is the first
	 * process.
	 */
	init: v.optional(flag)
};

/** Default seconds and consecutive failures, as Docker has them. */
export const CHECK_USUAL = { intervalSeconds: 30, timeoutSeconds: 30, retries: 3, startSeconds: 0 } as const;
const DAY = 86_400;
const healthCheck = v.pipe(
	v.object({
		/** A command in the box, run as the user of its main process. Exit code 0 means healthy. */
		argv: v.optional(argv),
		/** The check as a line for `/bin/sh`. Either this or `argv`. */
		shell: v.optional(text),
		/** Seconds between two checks. */
		intervalSeconds: v.optional(whole('seconds between checks', 1, DAY), CHECK_USUAL.intervalSeconds),
		/** Seconds after which the command is killed and the check has failed. */
		timeoutSeconds: v.optional(whole('seconds of a check', 1, 3600), CHECK_USUAL.timeoutSeconds),
		/** Consecutive failed checks until the box is unhealthy. */
		retries: v.optional(whole('checks', 1, 1000), CHECK_USUAL.retries),
		/** Seconds after a start in which failures do not count. */
		startSeconds: v.optional(whole('seconds of a start', 0, DAY), CHECK_USUAL.startSeconds),
		/**
		 * Seconds between two checks while it starts; if absent, three, but never more than the
		 * interval.
		 */
		startIntervalSeconds: v.optional(whole('seconds between checks of a start', 1, DAY))
	}),
	v.check(
		({ argv: words, shell }) => (words === undefined) !== (shell === undefined),
		'Give the health check as argv or as shell.'
	)
);
export type BoxHealthCheck = v.InferOutput<typeof healthCheck>;

/** Options that can be changed later. They apply from the next stop on. */
export const boxStopEntries = {
	/** Signal that stops the box when the caller names none; SIGTERM if absent. */
	stopSignal: v.optional(v.picklist(STOP_SIGNALS, `Give one of ${STOP_SIGNALS.join(', ')}.`)),
	/** Seconds until processes that still run are killed; 10 if absent. */
	stopSeconds: v.optional(whole('seconds', 0, MOST_STOP_SECONDS))
};

/** Options of a new box. Options that are left out have their defaults. */
export const boxOptionEntries = {
	...boxRunOptionEntries,
	/** Whether its main process has a terminal, with a single output stream. */
	tty: v.optional(flag),
	/** Whether the stdin of its main process is open; otherwise it is empty. */
	stdin: v.optional(flag),
	...boxStopEntries,
	/** A command that checks whether the box works. */
	health: v.optional(healthCheck)
};

/** Options as they are stored and shown. */
export const boxOptions = v.object(boxOptionEntries);
export type BoxOptions = v.InferOutput<typeof boxOptions>;

/** Picks the options out of all input for a box. */
export function optionsOf(input: BoxOptions): BoxOptions {
	const given = Object.keys(boxOptionEntries)
		.map((name) => [name, input[name as keyof BoxOptions]] as const)
		.filter(([, value]) => value !== undefined);
	return Object.fromEntries(given);
}

/** Returns the host name inside: the chosen one, or an RFC 1123 label from the box's name. */
export function hostnameOf({ options, name }: { options: Pick<BoxOptions, 'hostname'>; name: string }): string {
	if (options.hostname !== undefined) return options.hostname;
	const label = name
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');
	return label || 'box';
}

/**
 * Returns the capabilities of the main process.
 * @param root whether it starts as root inside: other users have no capabilities by default
 */
export function capabilitiesOf(
	{ capAdd = [], capDrop = [] }: Pick<BoxOptions, 'capAdd' | 'capDrop'>,
	root: boolean
): BoxCapability[] {
	const usual: readonly string[] = root ? USUAL_CAPABILITIES : [];
	const dropped = new Set(capDrop);
	return BOX_CAPABILITIES.filter((name) => {
		if (dropped.has(name)) return false;
		return capAdd.includes(name) || (usual.includes(name) && !dropped.has(ALL));
	});
}
