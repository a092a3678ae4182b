/** How the main process of a box is run, beside what it is. Kept as one value. */
import * as v from 'valibot';
import { argv, mountTarget, text, whole } from './box-parts.ts';
import { MOST_STOP_SECONDS, STOP_SIGNALS } from './stop.ts';
import { SYSCTLS, sysctlValue } from './sysctls.ts';
import { ULIMITS } from './ulimits.ts';

const flag = v.boolean('Give true or false.');

/**
 * What an entrypoint needs that begins as root, prepares its folders and becomes another user
 * (setpriv, gosu, su-exec), in a pup or in a box that does not say otherwise. All of it holds only
 * over files and processes with the container's own ids: none of these reaches a namespace, the
 * network, a device or the kernel.
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
 * What a box can have beside them. All hold over the box's own ids, files and network alone.
 */
export const MORE_CAPABILITIES = ['CAP_NET_BIND_SERVICE', 'CAP_SETFCAP', 'CAP_SETPCAP', 'CAP_SYS_CHROOT'] as const;
const BOX_CAPABILITIES = [...USUAL_CAPABILITIES, ...MORE_CAPABILITIES] as const;
export type BoxCapability = (typeof BOX_CAPABILITIES)[number];
/** The other ones of Linux (capabilities(7)), which no box has. */
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
			`A box cannot have ${input}: it would reach beyond the box. It can have ${BOX_CAPABILITIES.join(', ')}.`
	)
);

/** Fewer open files than that do not let a program start. */
const LEAST_FILES = 32;
const limitValue = whole('a limit, or -1 for none', -1, Number.MAX_SAFE_INTEGER);
const above = (value: number) => (value === -1 ? Infinity : value);
export const boxUlimit = v.pipe(
	v.object({
		name: v.picklist(ULIMITS, `Give one of ${ULIMITS.join(', ')}.`),
		/** In the kernel's unit: bytes, seconds, a number. -1: none. */
		soft: limitValue,
		/** Up to which a process can raise it; at most that of the host. */
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
	/** Of IPv4 or IPv6. */
	address: v.pipe(
		v.string('Give an address as text.'),
		v.check(
			(given) => given !== HOST_GATEWAY,
			'Boxes do not reach the host itself, so there is no host-gateway. Give the address of what is to be reached.'
		),
		v.ip('Give an address of IPv4 or IPv6.')
	)
});
const unique = <T>(list: readonly T[], key: (one: T) => string) => new Set(list.map(key)).size === list.length;

/** What a command in a box of its own can have as well. */
export const boxRunOptionEntries = {
	/** Its name inside; absent: made of the box's name. */
	hostname: v.optional(hostname),
	/**
	 * Capabilities beside the usual ones (`NET_BIND_SERVICE`, with or without `CAP_`). As all of
	 * them they hold for root inside alone.
	 */
	capAdd: v.optional(capabilities(addedCapability)),
	/** Those that it does not get; `ALL` for none but those in `capAdd`. */
	capDrop: v.optional(capabilities(capabilityName)),
	/** Nothing of its root can be written to: volumes and folders in memory alone. */
	readonlyRoot: v.optional(flag),
	/** Folders in memory, empty at each start; what they hold counts as memory of the box. */
	memoryFolders: v.optional(
		v.pipe(
			v.array(
				v.object({
					/** Absolute path inside. */
					target: mountTarget,
					/** Absent: half of the box's memory. */
					sizeBytes: v.optional(memoryBytes)
				}),
				'Give folders in memory as a list.'
			),
			v.maxLength(16, 'A box can have at most 16 folders in memory.'),
			v.check((list) => unique(list, ({ target }) => target), 'Two folders in memory have the same place.')
		)
	),
	/** Size of `/dev/shm`, bytes; absent: half of the box's memory. */
	shmBytes: v.optional(memoryBytes),
	/** Limits of each process. */
	ulimits: v.optional(
		v.pipe(
			v.array(boxUlimit, 'Give limits as a list.'),
			v.check((list) => unique(list, ({ name }) => name), 'The same limit is given twice.')
		)
	),
	/** Groups of its main process beside those of its user, by number. */
	groups: v.optional(
		v.pipe(
			v.array(whole('the number of a group', 0, 65_535), 'Give groups as a list of numbers.'),
			v.maxLength(32, 'A box can have at most 32 further groups.')
		)
	),
	/** Settings of the kernel for its own network. */
	sysctls: v.optional(
		v.record(
			v.picklist(SYSCTLS, `A box can have no other settings of the kernel than ${SYSCTLS.join(', ')}.`),
			sysctlValue,
			'Give settings of the kernel as an object.'
		)
	),
	/** Further names in its `/etc/hosts`. */
	extraHosts: v.optional(
		v.pipe(
			v.array(extraHost, 'Give further hosts as a list.'),
			v.maxLength(200, 'A box can have at most 200 further hosts.')
		)
	),
	/**
	 * Whether a small init is its first process, which passes signals on and reaps; absent: where
	 * the host has one. With false its own program is the first process.
	 */
	init: v.optional(flag)
};

/** Seconds, and checks in a row, where nobody says otherwise: those of Docker. */
export const CHECK_USUAL = { intervalSeconds: 30, timeoutSeconds: 30, retries: 3, startSeconds: 0 } as const;
const DAY = 86_400;
const healthCheck = v.pipe(
	v.object({
		/** A command in the box, as the user of its main process; well with exit code 0. */
		argv: v.optional(argv),
		/** The same as a line for `/bin/sh`. Or `argv`. */
		shell: v.optional(text),
		/** Between two checks. */
		intervalSeconds: v.optional(whole('seconds between checks', 1, DAY), CHECK_USUAL.intervalSeconds),
		/** The command is killed after them, and the check has failed. */
		timeoutSeconds: v.optional(whole('seconds of a check', 1, 3600), CHECK_USUAL.timeoutSeconds),
		/** Checks in a row that must fail before the box is unhealthy. */
		retries: v.optional(whole('checks', 1, 1000), CHECK_USUAL.retries),
		/** After a start in which failures do not count. */
		startSeconds: v.optional(whole('seconds of a start', 0, DAY), CHECK_USUAL.startSeconds),
		/** Between two checks while it starts; absent: three, and never more than usual. */
		startIntervalSeconds: v.optional(whole('seconds between checks of a start', 1, DAY))
	}),
	v.check(
		({ argv: words, shell }) => (words === undefined) !== (shell === undefined),
		'Give the check of health as argv or as shell.'
	)
);
export type BoxHealthCheck = v.InferOutput<typeof healthCheck>;

/** What can be another later, from the next stop on. */
export const boxStopEntries = {
	/** By which it is asked to end where nobody says how; absent: SIGTERM. */
	stopSignal: v.optional(v.picklist(STOP_SIGNALS, `Give one of ${STOP_SIGNALS.join(', ')}.`)),
	/** Seconds until what still runs is killed then; absent: 10. */
	stopSeconds: v.optional(whole('seconds', 0, MOST_STOP_SECONDS))
};

/** As asked for with a new box; what is left out is as usual. */
export const boxOptionEntries = {
	...boxRunOptionEntries,
	/** Its main process has a terminal, and one output. */
	tty: v.optional(flag),
	/** The input of its main process is open; else it is empty. */
	stdin: v.optional(flag),
	...boxStopEntries,
	/** Whether it works as well as it runs is asked by a command. */
	health: v.optional(healthCheck)
};

/** As they are kept, and shown. */
export const boxOptions = v.object(boxOptionEntries);
export type BoxOptions = v.InferOutput<typeof boxOptions>;

/** The options among all that is asked for with a box. */
export function optionsOf(input: BoxOptions): BoxOptions {
	const given = Object.keys(boxOptionEntries)
		.map((name) => [name, input[name as keyof BoxOptions]] as const)
		.filter(([, value]) => value !== undefined);
	return Object.fromEntries(given);
}

/** Its name inside: what was asked for, else a host name (RFC 1123 label) from its own name. */
export function hostnameOf({ options, name }: { options: Pick<BoxOptions, 'hostname'>; name: string }): string {
	if (options.hostname !== undefined) return options.hostname;
	const label = name
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');
	return label || 'box';
}

/**
 * What its main process may do.
 * @param root whether it begins as root inside: nobody else has any capability by itself
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
