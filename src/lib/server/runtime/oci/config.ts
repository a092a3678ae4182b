/** From the engine's specification to an OCI configuration (config.json of a bundle). Pure. */
import type { OciConfig } from '../../host/index.ts';
import { ALLOWED_CAPABILITIES, OPEN_FILES } from '../../host/index.ts';
import type { TerminalSize } from '../spec.ts';
import { seccompProfile } from './seccomp.ts';

/** Where the init that reaps and passes signals on stands inside a container. */
export const INIT_INSIDE = '/dev/init';

/**
 * What of the kernel's files a container shall not read: tells of the host or lets load it. As all
 * container engines hide.
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
 * Sizes of the memory-backed folders; what they hold counts against the container's memory limit.
 */
const TMP_SIZE = '256m';
const RUN_SIZE = '16m';
const SHM_SIZE = '64m';

export interface ConfigInput {
	hostname: string;
	/** Mounted root filesystem on the host. */
	root: string;
	/** Group of this process below the container's: `/dogebox/<id>/<name>`. */
	cgroup: string;
	mounts: readonly { source: string; target: string; readonly: boolean }[];
	process: {
		argv: readonly string[];
		cwd: string;
		env: Readonly<Record<string, string>>;
		user: { uid: number; gid: number };
		/** Size of the terminal that it gets; absent: none. */
		terminal?: TerminalSize | undefined;
	};
	/**
	 * `service`: no capabilities, read-only root. `build`: mapped root with what package scripts
	 * need, root is written to.
	 */
	kind: 'service' | 'build';
	/**
	 * Process whose user, network and IPC namespaces are joined; null makes new ones (without
	 * network).
	 */
	sandboxPid: number | null;
	/** First host id of the container's range. */
	idBase: number;
	/**
	 * Whether the runtime wants the id mappings repeated beside a path: runc before 1.2 does, later
	 * ones refuse it.
	 */
	mappingsWithPath: boolean;
	/** Program on the host that reaps and forwards signals as first process; null for none. */
	init: string | null;
	/**
	 * Present hard limit of open files, which must not be raised; null where the runtime may set no
	 * limits inside.
	 */
	openFilesHard: number | null;
	/** Our own oom_score_adj, which must not be lowered. */
	oomScoreAdj: number;
	/** Node's name of the architecture. */
	arch: string;
}

/** Builds the configuration. Everything that is the same for all containers is decided here. */
export function ociConfig(input: ConfigInput): OciConfig {
	const build = input.kind === 'build';
	const capabilities = build ? [...ALLOWED_CAPABILITIES] : [];
	const mapping = [{ containerID: 0 as const, hostID: input.idBase, size: 65536 as const }];
	const mapped = input.sandboxPid === null || input.mappingsWithPath;
	const joined = (type: 'user' | 'network' | 'ipc', file: string) =>
		input.sandboxPid === null ? { type } : { type, path: `/proc/${input.sandboxPid}/ns/${file}` };
	const init = build ? null : input.init;
	return {
		ociVersion: '1.0.2',
		hostname: input.hostname,
		root: { path: input.root, readonly: !build },
		process: {
			terminal: input.process.terminal !== undefined,
			...(input.process.terminal && {
				consoleSize: { height: input.process.terminal.rows, width: input.process.terminal.cols }
			}),
			// Of the program, not of whoever started dogeboxd.
			user: { ...input.process.user, umask: 0o022 },
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
			// Above our own, so that the kernel takes a container before it takes the box's
			// manager.
			oomScoreAdj: Math.min(1000, Math.max(input.oomScoreAdj, 200)),
			...(input.openFilesHard !== null && {
				rlimits: [
					{ type: 'RLIMIT_NOFILE', soft: Math.min(OPEN_FILES, input.openFilesHard), hard: input.openFilesHard },
					{ type: 'RLIMIT_CORE', soft: 0, hard: 0 }
				]
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
			{
				destination: '/dev/shm',
				type: 'tmpfs',
				source: 'shm',
				options: ['nosuid', 'noexec', 'nodev', 'mode=1777', `size=${SHM_SIZE}`]
			},
			{ destination: '/dev/mqueue', type: 'mqueue', source: 'mqueue', options: ['nosuid', 'noexec', 'nodev'] },
			{ destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['nosuid', 'noexec', 'nodev', 'ro'] },
			// A build's packages may be large when unpacked in /tmp: its root is on disk and takes
			// them.
			...(build
				? []
				: [
						{
							destination: '/tmp',
							type: 'tmpfs' as const,
							source: 'tmpfs',
							options: ['nosuid', 'nodev', 'mode=1777', `size=${TMP_SIZE}`]
						}
					]),
			{
				destination: '/run',
				type: 'tmpfs',
				source: 'tmpfs',
				options: ['nosuid', 'nodev', 'mode=755', `size=${RUN_SIZE}`]
			},
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
			resources: { devices: [{ allow: false, access: 'rwm' }] },
			maskedPaths: MASKED,
			readonlyPaths: READONLY,
			seccomp: seccompProfile(input.arch, build)
		}
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
