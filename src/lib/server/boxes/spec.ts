/** Converts a box to the specification of its container. Pure. */
import type { ImageConfig } from '../build/types.ts';
import type { ContainerSpec, LimitSpec, MemoryFolderSpec, MountSpec } from '../containers/types.ts';
import { capabilitiesOf, hostnameOf } from '../../contract/box-options.ts';
import type { BoxAccount } from './account.ts';
import { mainProcess } from './main-process.ts';
import type { BoxRow } from './rows.ts';

/** Search path for programs inside. */
const PATH_INSIDE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Name of its only process; commands run in its container. */
export const MAIN = 'main';

/** Default size of a folder in memory, as a share of the box's memory. */
const SHARE = 0.5;

/** Its folders in memory, including `/dev/shm` where a size of it is requested. */
export function memoryFoldersOf({ options, memoryLimit }: Pick<BoxRow, 'options' | 'memoryLimit'>): MemoryFolderSpec[] {
	const { memoryFolders = [], shmBytes } = options;
	return [
		...(shmBytes === undefined ? [] : [{ target: '/dev/shm', sizeBytes: shmBytes }]),
		...memoryFolders.map(({ target, sizeBytes = Math.floor(memoryLimit * SHARE) }) => ({ target, sizeBytes }))
	];
}

export interface BoxSpecInput {
	row: BoxRow;
	user: BoxAccount;
	/** That account's home folder. */
	home: string;
	/** In plain text. */
	env: Readonly<Record<string, string>>;
	/** Folders of its layers on the host, base first. */
	layers: string[];
	/** Null for Debian's base. */
	image: ImageConfig | null;
	/** Folder on the host of each of its volumes, in their order. */
	volumes: readonly string[];
	/** Folder on the host for everything written to its root. */
	disk: string;
	/** Address on the network of pups and boxes; null where it has none. */
	address: string | null;
	/** Path inside of an init that can wait; null where the host has none. */
	init: string | null;
}

export const limitsOf = (row: Pick<BoxRow, 'memoryLimit' | 'pidsLimit' | 'cpuLimit'>): LimitSpec => ({
	memoryBytes: row.memoryLimit,
	pids: row.pidsLimit,
	cpus: row.cpuLimit
});

/**
 * Whether it is removed at its end, including a reboot of the host, and is never restarted before.
 */
const isPassing = ({ ephemeral, restart }: Pick<BoxRow, 'ephemeral' | 'restart'>) => ephemeral && restart === 'no';

/** Builds the specification of a box's container. */
export function boxSpec({ row, env, layers, image, address, user, home, ...input }: BoxSpecInput): ContainerSpec {
	const { options } = row;
	const { argv } = mainProcess(row, image, options.init === false ? null : input.init);
	const mounts: MountSpec[] = row.volumes.map(({ kind, target, readonly }, at) => ({
		...{ source: input.volumes[at]!, target, readonly },
		...(kind === 'folder' && { allowed: true })
	}));
	return {
		id: row.id,
		hostname: hostnameOf(row),
		layers,
		mounts,
		writableRoot: true,
		...(options.readonlyRoot && { readonlyRoot: true }),
		memoryFolders: memoryFoldersOf(row),
		diskRoot: { folder: input.disk, bytes: row.diskLimit, ...(isPassing(row) && { passing: true }) },
		processes: [
			{
				name: MAIN,
				argv,
				cwd: row.workdir ?? image?.workingDir ?? '/',
				env: {
					PATH: PATH_INSIDE,
					LANG: 'C.UTF-8',
					HOSTNAME: hostnameOf(row),
					HOME: home,
					...(options.tty && { TERM: 'xterm' }),
					...image?.env,
					...env
				},
				user: options.groups ? { ...user, groups: [...new Set([...(user.groups ?? []), ...options.groups])] } : user,
				capabilities: capabilitiesOf(options, user.uid === 0),
				...(options.ulimits && { limits: options.ulimits }),
				...(options.init === false && { init: false }),
				...(options.tty && { terminal: true }),
				...(options.stdin && { stdin: true })
			}
		],
		limits: limitsOf(row),
		network: address === null ? null : { address, hosts: [] },
		...(options.sysctls && { sysctls: options.sysctls }),
		...(options.extraHosts && {
			hosts: options.extraHosts.map(({ name, address: at }) => ({ address: at, names: [name] }))
		}),
		idRange: row.hostNumber,
		labels: row.labels
	};
}
