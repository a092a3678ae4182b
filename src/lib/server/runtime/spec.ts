/** What shall run: data, so it can be stored, compared and shown. */
import type { GivenDevice } from '../../contract/devices.ts';
import type { Sysctl } from '../../contract/sysctls.ts';
import type { ULIMITS } from '../../contract/ulimits.ts';

/** One long-running process of a container; a pup has one per service. */
export interface ProcessSpec {
	/** Unique in the container; `[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}`. */
	name: string;
	/** Program and arguments; the program is absolute inside the root or found in PATH. */
	argv: string[];
	/** Absolute folder inside the root. */
	cwd: string;
	env: Record<string, string>;
	/** Numeric ids inside the container. */
	user: UserSpec;
	/**
	 * Begins with what a root needs that prepares folders and then becomes another user, over the
	 * container's own ids alone. Absent: no capability.
	 */
	stepsDown?: boolean;
	/** What it may do instead of that, over the container's own ids and network alone. */
	capabilities?: readonly string[];
	/** Limits of its processes; what is not said is as everybody has. */
	limits?: readonly ProcessLimit[];
	/** False: its own program is its first process, without the host's init before it. */
	init?: boolean;
	/** It has a terminal; its output is then one stream. */
	terminal?: boolean;
	/** Its input is open until somebody ends it (`Attached.stdin`); else it has none. */
	stdin?: boolean;
}

/** A limit of getrlimit(2), in the kernel's unit; -1 for none. */
export interface ProcessLimit {
	/** As prlimit(1) names it. */
	name: (typeof ULIMITS)[number];
	soft: number;
	hard: number;
}

/** A user inside a container. */
export interface UserSpec {
	uid: number;
	gid: number;
	/** Further groups. */
	groups?: number[];
}

export interface MountSpec {
	/** Absolute folder or file on the host, already confined by the caller. */
	source: string;
	/** Absolute path inside the root. */
	target: string;
	readonly: boolean;
	/**
	 * A person's own folder, outside of the box's: written with its owner's rights where the host
	 * can do that. At most one.
	 */
	foreign?: boolean;
	/**
	 * A folder or file of the host which its administrator allows to boxes; the host checks that
	 * anew at each start.
	 */
	allowed?: boolean;
}

/** A folder in memory: shared by all processes of a container, empty when it starts. */
export interface MemoryFolderSpec {
	/** Absolute path inside the root. */
	target: string;
	sizeBytes: number;
}

/** Limits of the whole container (all its processes together). */
export interface LimitSpec {
	memoryBytes: number;
	pids: number;
	/** Cores, fractions allowed; null = no limit. */
	cpus: number | null;
	/** Part of a disk that several want, 1–1000; absent = 100, as everybody has. */
	ioWeight?: number;
}

export interface ContainerSpec {
	/** Id of the pup or box, 32 hex. */
	id: string;
	hostname: string;
	/** Root filesystem layers on the host, base first; never written to. */
	layers: string[];
	mounts: MountSpec[];
	/**
	 * Whether all of its root can be written to, as far as the user may; else `/run`, `/tmp`,
	 * `/var/cache`, `/var/log` and `/var/tmp` alone. What is written lies in memory, is shared by
	 * all processes and is gone after a stop.
	 */
	writableRoot?: boolean;
	/**
	 * All of its root can be written to, and what is written lies on the disk: it is there again at
	 * the next start and until the container is removed. Its owners on the disk stay the same,
	 * whatever range of ids the container has.
	 */
	diskRoot?: DiskRootSpec | undefined;
	/** Nothing of its root can be written to all the same: mounts alone. With a `diskRoot`. */
	readonlyRoot?: boolean;
	/** Who owns the folders that can be written to in a read-only root; absent: root. */
	scratchOwner?: { uid: number; gid: number };
	/** Folders in memory with a size of their own. */
	memoryFolders?: MemoryFolderSpec[];
	/** Devices of the host that its owner gave it, opened by the user of its processes. */
	devices?: readonly GivenDevice[];
	/** Whether its processes may use the kernel's native asynchronous I/O (io_setup(2)). */
	aio?: boolean;
	processes: ProcessSpec[];
	limits: LimitSpec;
	network: NetworkSpec | null;
	/** Settings of the kernel for its own network. */
	sysctls?: Readonly<Partial<Record<Sysctl, string>>>;
	/** Further lines of its `/etc/hosts`, also of one without a network. */
	hosts?: { address: string; names: string[] }[];
	/**
	 * Number, unique in this box, by which it has a range of user ids for itself where the host can
	 * do that; null: it shares one.
	 */
	idRange: number | null;
	labels: Record<string, string>;
	/** What Nix made of it: it then runs in a container of NixOS, and has no layers. */
	nix?: NixRootSpec | undefined;
}

export interface NixRootSpec {
	/** Path in the store of each service's package, by the service's name. */
	packages: Readonly<Record<string, string>>;
	/** Open for others on its own address; the box's table says for whom. */
	ports: { tcp: readonly number[]; udp: readonly number[] };
	/** Variables that hold settings of the owner: they come by a file in the storage. */
	secret: readonly string[];
	/** Files of its storage that its services get as credentials too. */
	credentials: readonly string[];
}

export interface DiskRootSpec {
	/** `diskRootFolder` of the host layer: the one folder that the host takes for it. */
	folder: string;
	/** What may be written to it, bytes; null for no limit. `diskLimited`: whether it is kept. */
	bytes: number | null;
	/** Nobody wants what is written to it after a power cut: nothing of it waits for the disk. */
	passing?: boolean | undefined;
}

export interface NetworkSpec {
	/** IPv4 address on the pup network, `10.69.0.2`. */
	address: string;
	/** Further lines of its `/etc/hosts`. */
	hosts: { address: string; names: string[] }[];
}

/** A build step: one command as (mapped) root over layers, its changes kept in `upper`. */
export interface RunOnceSpec {
	/** `build-<hex>`: unique. */
	id: string;
	layers: string[];
	/**
	 * Folder that receives what the command changes (overlay upper); null = changes are thrown
	 * away.
	 */
	upper: string | null;
	mounts: MountSpec[];
	argv: string[];
	env: Record<string, string>;
	limits: LimitSpec;
}

/** Size of a terminal, characters. */
export interface TerminalSize {
	cols: number;
	rows: number;
}

/** A command in the container of a service. */
export interface ExecSpec {
	/** Program and arguments; the program is absolute inside the root or found in PATH. */
	argv: string[];
	/** Absolute folder; absent: the service's. */
	cwd?: string | undefined;
	/** Added to the service's. */
	env?: Record<string, string> | undefined;
	/** Absent: the service's. */
	user?: { uid: number; gid: number } | undefined;
	/** Size of its terminal; absent: three pipes. */
	terminal?: TerminalSize | undefined;
	/** It is killed after this many milliseconds; absent: never. */
	timeoutMs?: number | undefined;
}

/** A command in a container of its own, as (mapped) root over layers. */
export interface RunSpec extends RunOnceSpec {
	/** Absent: `/`. */
	cwd?: string | undefined;
	/** Absent: root. */
	user?: { uid: number; gid: number } | undefined;
	terminal?: TerminalSize | undefined;
	timeoutMs?: number | undefined;
}
