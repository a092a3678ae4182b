/** From a box to the specification of its container. Pure. */
import type { ImageConfig } from '../build/types.ts';
import type { ContainerSpec, MountSpec } from '../containers/types.ts';
import { mainProcess } from './main-process.ts';
import type { BoxRow } from './rows.ts';

/** Where programs are looked for inside. */
const PATH_INSIDE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Name of its one process; commands run in its container. */
export const MAIN = 'main';

/** A host name (RFC 1123 label) from the name of a box. */
export function hostnameOf(name: string): string {
	const label = name
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');
	return label || 'box';
}

/** As whom its processes run, inside: what was asked for, the image's, or root. */
export function userOf(
	{ user }: Pick<BoxRow, 'user'>,
	image: Pick<ImageConfig, 'account'> | null
): { uid: number; gid: number; groups?: number[] } {
	if (user === null) return image?.account ?? { uid: 0, gid: 0 };
	const [uid = 0, gid] = user.split(':').map(Number);
	return { uid, gid: gid ?? (uid === image?.account?.uid ? image.account.gid : 0) };
}

export interface BoxSpecInput {
	row: BoxRow;
	/** In clear. */
	env: Readonly<Record<string, string>>;
	/** Folders of its layers on the host, base first. */
	layers: string[];
	/** Null for Debian's base. */
	image: ImageConfig | null;
	/** Folder on the host of each of its volumes, in their order. */
	volumes: readonly string[];
	/** What is written to its root lies there. */
	disk: string;
	/** On the network of pups and boxes; null where it has none. */
	address: string | null;
	/** Path inside of an init that can wait; null where the host has none. */
	init: string | null;
}

/** What a running box gets. */
export function boxSpec({ row, env, layers, image, address, ...input }: BoxSpecInput): ContainerSpec {
	const user = userOf(row, image);
	const { argv } = mainProcess(row, image, input.init);
	const mounts: MountSpec[] = row.volumes.map(({ target, readonly }, at) => ({
		source: input.volumes[at]!,
		target,
		readonly
	}));
	return {
		id: row.id,
		hostname: hostnameOf(row.name),
		layers,
		mounts,
		writableRoot: true,
		diskRoot: { folder: input.disk, bytes: row.diskLimit },
		processes: [
			{
				name: MAIN,
				argv,
				cwd: row.workdir ?? image?.workingDir ?? '/',
				env: {
					PATH: PATH_INSIDE,
					LANG: 'C.UTF-8',
					HOME: user.uid === 0 ? '/root' : '/',
					...image?.env,
					...env
				},
				user,
				...(user.uid === 0 && { stepsDown: true })
			}
		],
		limits: { memoryBytes: row.memoryLimit, pids: row.pidsLimit, cpus: row.cpuLimit },
		network: address === null ? null : { address, internet: row.network !== 'none', hosts: [] },
		idRange: row.hostNumber,
		labels: row.labels
	};
}
