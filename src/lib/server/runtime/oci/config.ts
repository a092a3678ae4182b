/** Builds an OCI configuration (config.json of a bundle) from the engine's specification. Pure. */
import { USUAL_CAPABILITIES } from '../../../contract/box-options.ts';
import type { OciConfig } from '../../host/index.ts';
import { ALLOWED_CAPABILITIES, cpuQuota, OPEN_FILES } from '../../host/index.ts';
import type { ContainerSpec, LimitSpec, ProcessSpec, TerminalSize, UserSpec } from '../spec.ts';
import type { ScratchBind } from './scratch.ts';
import { seccompProfile } from './seccomp.ts';

/** Path inside a container of the init that reaps processes and forwards signals. */
export const INIT_INSIDE = '/dev/init';

/**
 * Kernel files that a container must not read: they reveal details of the host or allow changes to
 * it. All container engines hide them.
 */
const MASKED = [
	'/proc/asound',
	'/proc/acpi',
	'/proc/kcore',
	'/proc/keys',
	'/proc/latency_stats',
	'/proc/timer_list',
	'/proc/timer_stats',
	'/proc/sched_debug',
	'/proc/scsi',
	'/proc/interrupts',
	'/sys/firmware',
	'/sys/devices/virtual/powercap',
	'/sys/fs/selinux'
];

const READONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

/**
 * Sizes of the memory-backed folders of a build. Their contents count against the container's
 * memory limit.
 */
const RUN_SIZE = '16m';
const SHM_SIZE = '64m';

const OF_A_BUILD = [
	{
		destination: '/dev/shm',
		type: 'tmpfs' as const,
		source: 'shm',
		options: ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${SHM_SIZE}`]
	},
	{
		destination: '/run',
		type: 'tmpfs' as const,
		source: 'tmpfs',
		options: ['nosuid', 'nodev', 'mode=755', `size=${RUN_SIZE}`]
	}
];

/** Capabilities that dpkg and the scripts of packages need. */
const BUILD_CAPABILITIES = [...USUAL_CAPABILITIES, 'CAP_SETFCAP', 'CAP_SYS_CHROOT', 'CAP_MKNOD'] as const;

/** @throws Error for a capability that no container may have */
function allowed(names: readonly string[]) {
	return names.map((name) => {
		const found = ALLOWED_CAPABILITIES.find((one) => one === name);
		if (found === undefined) throw new Error(`no container has ${name}`);
		return found;
	});
}

export interface ConfigInput {
	hostname: string;
	/** Mounted root filesystem on the host. */
	root: string;
	/** Cgroup of this process, below the container's: `/dogebox/<id>/<name>`. */
	cgroup: string;
	mounts: readonly { source: string; target: string; readonly: boolean }[];
	process: {
		argv: readonly string[];
		cwd: string;
		env: Readonly<Record<string, string>>;
		user: UserSpec;
		/** See `ProcessSpec`. */
		stepsDown?: boolean | undefined;
		capabilities?: readonly string[] | undefined;
		init?: boolean | undefined;
		limits?: ProcessSpec['limits'];
		/** Size of its terminal; absent: no terminal. */
		terminal?: TerminalSize | undefined;
	};
	/**
	 * `service`: no capabilities or few. `build`: mapped root with the capabilities that package
	 * scripts need, and a writable root.
	 */
	kind: 'service' | 'build';
	/** Whether the root is writable; a build's root always is. */
	writableRoot?: boolean | undefined;
	/** Folders in memory that a service shares with the others of its container. */
	scratch?: readonly ScratchBind[] | undefined;
	/**
	 * Limits of the whole container. They are repeated in the service's own cgroup, where it can
	 * see them.
	 */
	limits?: LimitSpec | undefined;
	/** See `ContainerSpec`. */
	aio?: boolean | undefined;
	sysctls?: ContainerSpec['sysctls'];
	/**
	 * Process whose user, network and IPC namespaces are joined. Null creates new ones (without
	 * network).
	 */
	sandboxPid: number | null;
	/** First host id of the container's range. */
	idBase: number;
	/**
	 * Whether the runtime needs the id mappings in addition to a namespace path: runc before 1.2
	 * does, later versions reject them.
	 */
	mappingsWithPath: boolean;
	/**
	 * Program on the host that reaps processes and forwards signals as the first process; null for
	 * none.
	 */
	init: string | null;
	/**
	 * Current hard limit of open files, which must not be raised. Null where the runtime cannot set
	 * limits inside.
	 */
	openFilesHard: number | null;
	/** dogeboxd's own oom_score_adj, which must not be lowered. */
	oomScoreAdj: number;
	/** The architecture's name in Node. */
	arch: string;
}

/** Builds the configuration. All settings that are equal for every container are decided here. */
export function ociConfig(input: ConfigInput): OciConfig {
	const build = input.kind === 'build';
	const { process } = input;
	const capabilities = allowed(
		build ? BUILD_CAPABILITIES : (process.capabilities ?? (process.stepsDown ? USUAL_CAPABILITIES : []))
	);
	const mapping = [{ containerID: 0 as const, hostID: input.idBase, size: 65536 as const }];
	const mapped = input.sandboxPid === null || input.mappingsWithPath;
	const joined = (type: 'user' | 'network' | 'ipc', file: string) =>
		input.sandboxPid === null ? { type } : { type, path: `/proc/${input.sandboxPid}/ns/${file}` };
	// The host sets these limits itself; it may lower them in any namespace.
	const asked = new Set<string>(process.limits?.map(({ name }) => name));
	const init = build || process.init === false ? null : input.init;
	return {
		ociVersion: '1.0.2',
		hostname: input.hostname,
		root: { path: input.root, readonly: !build && !input.writableRoot },
		process: {
			terminal: input.process.terminal !== undefined,
			...(input.process.terminal && {
				consoleSize: { height: input.process.terminal.rows, width: input.process.terminal.cols }
			}),
			// Fixed here, so that dogeboxd's own umask is not inherited.
			user: {
				uid: input.process.user.uid,
				gid: input.process.user.gid,
				...(input.process.user.groups?.length && { additionalGids: input.process.user.groups }),
				umask: 0o022
			},
			args: init ? [INIT_INSIDE, '--', ...input.process.argv] : [...input.process.argv],
			env: Object.entries(input.process.env).map(([name, value]) => `${name}=${value}`),
			cwd: input.process.cwd,
			capabilities: {
				bounding: capabilities,
				effective: capabilities,
				permitted: capabilities,
				inheritable: [],
				ambient: []
			},
			noNewPrivileges: !build,
			// Higher than dogeboxd's own value, so that the kernel kills a container before it
			// kills dogeboxd.
			oomScoreAdj: Math.min(1000, Math.max(input.oomScoreAdj, 200)),
			...(input.openFilesHard !== null && {
				rlimits: usualLimits(input.openFilesHard)
					.filter(({ name }) => !asked.has(name))
					.map(({ limit }) => limit)
			})
		},
		mounts: [
			{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid', 'noexec', 'nodev'] },
			{
				destination: '/dev',
				type: 'tmpfs',
				source: 'tmpfs',
				options: ['nosuid', 'strictatime', 'mode=755', 'size=65536k']
			},
			{
				destination: '/dev/pts',
				type: 'devpts',
				source: 'devpts',
				options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620', 'gid=5']
			},
			{ destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
			{ destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
			{
				destination: '/sys/fs/cgroup',
				type: 'cgroup',
				source: 'cgroup',
				options: ['nosuid', 'noexec', 'nodev', 'relatime', 'ro']
			},
			// A build gets no tmpfs for /tmp: packages may be large when unpacked, and its root on
			// the disk has room for them.
			...(build ? OF_A_BUILD : []),
			...(input.scratch ?? []).map(({ source, target }) => bind(source, target, false)),
			...(init ? [bind(init, INIT_INSIDE, true)] : []),
			...input.mounts.map((mount) => bind(mount.source, mount.target, mount.readonly))
		],
		linux: {
			namespaces: [
				joined('user', 'user'),
				joined('network', 'net'),
				joined('ipc', 'ipc'),
				{ type: 'pid' },
				{ type: 'mount' },
				{ type: 'uts' },
				{ type: 'cgroup' }
			],
			...(mapped && { uidMappings: mapping, gidMappings: mapping }),
			cgroupsPath: input.cgroup,
			...(input.sysctls && { sysctl: { ...input.sysctls } }),
			resources: {
				devices: [{ allow: false, access: 'rwm' }],
				...(input.limits && limitsInGroup(input.limits))
			},
			maskedPaths: MASKED,
			readonlyPaths: READONLY,
			seccomp: seccompProfile(input.arch, {
				chroot: build || capabilities.includes('CAP_SYS_CHROOT'),
				aio: input.aio ?? false
			})
		}
	};
}

const usualLimits = (openFilesHard: number) => [
	{
		name: 'nofile',
		limit: { type: 'RLIMIT_NOFILE' as const, soft: Math.min(OPEN_FILES, openFilesHard), hard: openFilesHard }
	},
	{ name: 'core', limit: { type: 'RLIMIT_CORE' as const, soft: 0, hard: 0 } }
];

/**
 * Limits that programs read in their own cgroup: JVM, Go and Node choose their number of threads by
 * them.
 */
function limitsInGroup({ memoryBytes, pids, cpus }: LimitSpec) {
	return {
		memory: { limit: memoryBytes },
		pids: { limit: pids },
		...(cpus !== null && { cpu: cpuQuota(cpus) })
	};
}

function bind(source: string, destination: string, readonly: boolean) {
	return {
		destination,
		type: 'bind' as const,
		source,
		options: [
			'rbind' as const,
			'rprivate' as const,
			readonly ? ('ro' as const) : ('rw' as const),
			'nosuid' as const,
			'nodev' as const
		]
	};
}
