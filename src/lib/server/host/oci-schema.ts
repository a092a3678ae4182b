/**
 * The OCI configurations that the host layer accepts: the part of the specification that we use,
 * without anything that would allow an escape. Format: OCI runtime specification 1.0.2, config.md
 * and config-linux.md.
 */
import * as v from 'valibot';
import { SYSCTLS, sysctlValue } from '../../contract/sysctls.ts';
import { plainPath } from './confine.ts';

/**
 * The most capabilities that a container may have, always limited to its own user namespace: what
 * dpkg and maintainer scripts need, ports below 1024, and dropping single capabilities.
 */
export const ALLOWED_CAPABILITIES = [
	'CAP_CHOWN',
	'CAP_DAC_OVERRIDE',
	'CAP_FOWNER',
	'CAP_FSETID',
	'CAP_KILL',
	'CAP_SETGID',
	'CAP_SETUID',
	'CAP_SETFCAP',
	'CAP_SYS_CHROOT',
	'CAP_NET_BIND_SERVICE',
	'CAP_SETPCAP',
	'CAP_MKNOD'
] as const;

const atLeastOne = v.pipe(v.number(), v.integer(), v.minValue(1));
const capabilities = v.array(v.picklist(ALLOWED_CAPABILITIES));
/** Text without NUL, which the kernel cannot accept. */
export const ociText = v.pipe(
	v.string(),
	v.check((value) => !value.includes('\0'), 'holds a NUL')
);
/** Id of a user or group inside a container. */
export const insideId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535));
const hostId = v.pipe(v.number(), v.integer(), v.minValue(65536));
const mapping = v.strictObject({ containerID: v.literal(0), hostID: hostId, size: v.literal(65536) });

/** A kernel filesystem, mounted anew for the container. */
const kernelMount = v.strictObject({
	destination: plainPath,
	type: v.picklist(['proc', 'sysfs', 'tmpfs', 'devpts', 'mqueue', 'cgroup']),
	source: ociText,
	options: v.array(v.pipe(v.string(), v.regex(/^[a-z0-9=]+$/)))
});

/** A file or folder of the host. The verb confines `source`. */
const bindMount = v.strictObject({
	destination: plainPath,
	type: v.literal('bind'),
	source: plainPath,
	options: v.pipe(
		v.array(v.picklist(['bind', 'rbind', 'ro', 'rw', 'nosuid', 'nodev', 'noexec', 'rprivate', 'private'])),
		v.check(
			(options) => options.includes('nosuid') && options.includes('nodev'),
			'a bind mount must be nosuid and nodev'
		)
	)
});

const namespace = v.strictObject({
	type: v.picklist(['user', 'network', 'ipc', 'pid', 'mount', 'uts', 'cgroup']),
	/** Only a namespace of a single process: the sandbox. */
	path: v.optional(v.pipe(v.string(), v.regex(/^\/proc\/[1-9][0-9]*\/ns\/(?:user|net|ipc)$/)))
});

const seccomp = v.strictObject({
	defaultAction: v.literal('SCMP_ACT_ERRNO'),
	defaultErrnoRet: v.number(),
	architectures: v.array(v.picklist(['SCMP_ARCH_X86_64', 'SCMP_ARCH_AARCH64'])),
	syscalls: v.array(
		v.strictObject({
			names: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z0-9_]+$/))), v.minLength(1)),
			action: v.picklist(['SCMP_ACT_ALLOW', 'SCMP_ACT_ERRNO']),
			errnoRet: v.optional(v.number()),
			args: v.optional(
				v.array(
					v.strictObject({
						index: v.number(),
						value: v.number(),
						valueTwo: v.optional(v.number()),
						op: v.picklist(['SCMP_CMP_EQ', 'SCMP_CMP_LT', 'SCMP_CMP_MASKED_EQ'])
					})
				)
			)
		})
	)
});

/** Configuration of the container of one process. */
export const ociConfigSchema = v.strictObject({
	ociVersion: v.string(),
	hostname: v.pipe(v.string(), v.regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,62})$/)),
	root: v.strictObject({ path: plainPath, readonly: v.boolean() }),
	process: v.strictObject({
		terminal: v.boolean(),
		/** Initial size of the terminal, characters. */
		consoleSize: v.optional(v.strictObject({ height: v.number(), width: v.number() })),
		user: v.strictObject({
			uid: insideId,
			gid: insideId,
			additionalGids: v.optional(v.pipe(v.array(insideId), v.maxLength(64))),
			umask: v.literal(0o022)
		}),
		args: v.pipe(v.array(ociText), v.minLength(1)),
		env: v.array(ociText),
		cwd: v.pipe(
			ociText,
			v.check((cwd) => cwd.startsWith('/'), 'not absolute')
		),
		capabilities: v.strictObject({
			bounding: capabilities,
			effective: capabilities,
			permitted: capabilities,
			inheritable: v.pipe(v.array(v.string()), v.length(0)),
			ambient: v.pipe(v.array(v.string()), v.length(0))
		}),
		noNewPrivileges: v.boolean(),
		oomScoreAdj: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-1000), v.maxValue(1000))),
		/** Absent when the runtime may not set limits; its monitor then passes its own on. */
		rlimits: v.optional(
			v.array(
				v.strictObject({
					type: v.picklist(['RLIMIT_NOFILE', 'RLIMIT_CORE', 'RLIMIT_NPROC']),
					soft: v.number(),
					hard: v.number()
				})
			)
		)
	}),
	mounts: v.array(v.union([bindMount, kernelMount])),
	linux: v.strictObject({
		namespaces: v.pipe(
			v.array(namespace),
			v.check(
				(list) =>
					['user', 'network', 'pid', 'mount', 'ipc', 'uts'].every((type) => list.some((entry) => entry.type === type)),
				'a namespace is missing'
			)
		),
		uidMappings: v.optional(v.array(mapping)),
		gidMappings: v.optional(v.array(mapping)),
		cgroupsPath: plainPath,
		/** Settings of the network namespace, which belongs to the container. */
		sysctl: v.optional(v.record(v.picklist(SYSCTLS), sysctlValue)),
		resources: v.strictObject({
			devices: v.pipe(v.array(v.strictObject({ allow: v.literal(false), access: v.literal('rwm') })), v.length(1)),
			memory: v.optional(v.strictObject({ limit: atLeastOne })),
			pids: v.optional(v.strictObject({ limit: atLeastOne })),
			/** Microseconds. */
			cpu: v.optional(v.strictObject({ quota: atLeastOne, period: atLeastOne }))
		}),
		maskedPaths: v.array(plainPath),
		readonlyPaths: v.array(plainPath),
		seccomp
	})
});

export type OciConfig = v.InferOutput<typeof ociConfigSchema>;
