/** Paths and host names of an instance. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { BoxConfig } from './config.ts';
import type { HostNames, HostPaths } from './host/index.ts';
import { networkNames } from './instance.js';

/** Longest path of a Unix socket, bytes (`sun_path` of unix(7), without its final zero). */
const SOCKET_PATH_MAX = 107;

/**
 * Folders of an instance.
 * @param onHost an agent works for it on the host
 * @param storage current path of pups' data: the owner may have chosen another disk
 */
export function pathsOf(
	config: Pick<BoxConfig, 'data' | 'instance'>,
	onHost: boolean,
	storage: () => { folder: string; mountPoint: string } | null
): HostPaths {
	const { data } = config;
	return {
		data,
		get storage() {
			return storage()?.folder ?? join(data, 'storage');
		},
		get storageMount() {
			return storage()?.mountPoint ?? null;
		},
		images: join(data, 'images'),
		logs: join(data, 'logs'),
		// A tmpfs on every current system: its contents are gone after a reboot, like the
		// containers.
		run: onHost ? join('/run/dogebox', config.instance) : join(data, 'run')
	};
}

/**
 * Names of an instance on the host; each contains the instance's name, so that its resources can be
 * found and removed.
 */
export function namesOf(config: Pick<BoxConfig, 'instance' | 'subnet'>): HostNames {
	const { instance } = config;
	return {
		instance,
		...networkNames(instance),
		subnet: config.subnet,
		cgroup: `/dogebox-${instance}`,
		// First id of the mapped range: 8 × 65536, above the ids that accounts and /etc/subuid
		// usually take first.
		idBase: 524288
	};
}

/**
 * The socket at which programs of this machine reach the API.
 * @returns null when its path would be too long
 */
export function programSocket({ run }: Pick<HostPaths, 'run'>): string | null {
	return shortEnough(join(run, 'api', 'api.sock'));
}

/**
 * The default socket for Docker's clients.
 * @returns null when its path would be too long
 */
export function dockerSocket({ run }: Pick<HostPaths, 'run'>): string | null {
	return shortEnough(join(run, 'docker', 'docker.sock'));
}

const shortEnough = (socket: string) => (Buffer.byteLength(socket) <= SOCKET_PATH_MAX ? socket : null);

/**
 * The key manager's socket: in the run folder, or in a short path of the same owner if that path
 * would be too long.
 */
export function keyManagerSocket(paths: HostPaths): string {
	const socket = join(paths.run, 'keys', 'dkm.sock');
	if (Buffer.byteLength(socket) <= SOCKET_PATH_MAX) return socket;
	const short = createHash('sha256').update(paths.run).digest('hex').slice(0, 12);
	return join('/tmp', `dogebox-${process.getuid?.() ?? 0}-${short}`, 'dkm.sock');
}
