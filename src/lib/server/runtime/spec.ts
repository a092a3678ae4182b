/**
 * Specifications of what shall run. They are plain data, so they can be stored, compared and shown.
 */
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
	 * It starts with the capabilities that a root process needs to prepare folders and then change
	 * to another user. They cover the container's own ids only. Absent: no capability.
	 */
	stepsDown?: boolean;
	/**
	 * Its capabilities instead of those of `stepsDown`, over the container's own ids and network
	 * only.
	 */
	capabilities?: readonly string[];
	/** Resource limits of its processes. Limits that are not listed keep their defaults. */
	limits?: readonly ProcessLimit[];
	/** False: its own program is its first process, without the host's init in front of it. */
	init?: boolean;
	/** It has a terminal; its output is then one stream. */
	terminal?: boolean;
	/**
	 * Its input is open until a caller ends it (`Attached.stdin`). Without this it has no input.
	 */
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
	/** Supplementary groups. */
	groups?: number[];
}

export interface MountSpec {
	/** Absolute folder or file on the host, already confined by the caller. */
	source: string;
	/** Absolute path inside the root. */
	target: string;
	readonly: boolean;
	/**
	 * A person's own folder outside the box's data. It is written with its owner's rights where the
	 * host supports that. A container has at most one.
	 */
	foreign?: boolean;
	/**
	 * A folder or file of the host that its administrator has allowed for boxes. The host checks
	 * that again at each start.
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
	/** Relative share of a contended disk, 1–1000; absent: 100, the default. */
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
	 * Whether the whole root is writable, as far as the user's rights allow. Otherwise only `/run`,
	 * `/tmp`, `/var/cache`, `/var/log` and `/var/tmp` are. Written data is in memory, is shared by
	 * all processes and is lost at a stop.
	 */
	writableRoot?: boolean;
	/**
	 * The whole root is writable, and written data is on the disk. It is kept across starts until
	 * the container is removed. File owners on the disk stay the same, whatever range of ids the
	 * container has.
	 */
	diskRoot?: DiskRootSpec | undefined;
	/** Makes a root with `diskRoot` read-only; only mounts are writable. */
	readonlyRoot?: boolean;
	/** Owner of the writable folders in a read-only root; absent: root. */
	scratchOwner?: { uid: number; gid: number };
	/** Folders in memory, each with its own size. */
	memoryFolders?: MemoryFolderSpec[];
	/**
	 * Devices of the host that the owner granted to it. The user of its processes may open them.
	 */
	devices?: readonly GivenDevice[];
	/** Whether its processes may use the kernel's native asynchronous I/O (io_setup(2)). */
	aio?: boolean;
	processes: ProcessSpec[];
	limits: LimitSpec;
	network: NetworkSpec | null;
	/** Kernel settings (sysctl) of its own network namespace. */
	sysctls?: Readonly<Partial<Record<Sysctl, string>>>;
	/** Additional lines of its `/etc/hosts`, also for a container without a network. */
	hosts?: { address: string; names: string[] }[];
	/**
	 * Number, unique in this box, that selects the container's own range of user ids where the host
	 * supports that. Null: it uses the shared range.
	 */
	idRange: number | null;
	labels: Record<string, string>;
	/** The output of its Nix build. With it the container runs on NixOS and has no layers. */
	nix?: NixRootSpec | undefined;
}

export interface NixRootSpec {
	/** Store path of each service's package, by the service's name. */
	packages: Readonly<Record<string, string>>;
	/** Ports that are open to others on its own address. The box's table decides to whom. */
	ports: { tcp: readonly number[]; udp: readonly number[] };
	/** Variables that hold the owner's settings. They are passed in a file in the storage. */
	secret: readonly string[];
	/** Files of its storage that its services also receive as credentials. */
	credentials: readonly string[];
}

export interface DiskRootSpec {
	/** `diskRootFolder` of the host layer: the only folder that the host accepts for it. */
	folder: string;
	/**
	 * Limit of its written data, bytes; null for none. `diskLimited` says whether it is enforced.
	 */
	bytes: number | null;
	/** Its data need not survive a power cut: no write waits for the disk. */
	passing?: boolean | undefined;
}

export interface NetworkSpec {
	/** IPv4 address on the pup network, `10.69.0.2`. */
	address: string;
	/** Additional lines of its `/etc/hosts`. */
	hosts: { address: string; names: string[] }[];
}

/** A build step: one command as (mapped) root over layers, its changes kept in `upper`. */
export interface RunOnceSpec {
	/** `build-<hex>`: unique. */
	id: string;
	layers: string[];
	/**
	 * Folder that receives the command's changes (overlay upper). Null: the changes are discarded.
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
	/** Absolute folder; absent: the service's working folder. */
	cwd?: string | undefined;
	/** Added to the service's environment. */
	env?: Record<string, string> | undefined;
	/** Absent: the service's user. */
	user?: { uid: number; gid: number } | undefined;
	/** Size of its terminal; absent: three pipes. */
	terminal?: TerminalSize | undefined;
	/** The command is killed after this many milliseconds; absent: never. */
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
