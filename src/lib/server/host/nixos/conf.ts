/**
 * Settings of nixos-container and the unit `container@NAME`, as text. Building the text is separate
 * from applying it. The unit's script splits EXTRA_NSPAWN_FLAGS at white space and expands patterns
 * in it, so it only contains what `schemas.ts` accepts.
 */
import type { InferOutput } from 'valibot';
import type { properties } from './schemas.ts';

/** Parent folder of all containers' roots. */
export const STATE_FOLDER = '/var/lib/nixos-containers';
export const CONF_FOLDER = '/etc/nixos-containers';
export const PROFILES = '/nix/var/nix/profiles/per-container';

/** nixos-container refuses longer names: `ve-NAME` must be a valid interface name. */
const NAME_LENGTH = 11;

/**
 * Chooses a name for a pup's container: `pup` and eight digits of its id, different digits if that
 * name is taken. The container's file records the choice.
 * @param id 32 hex
 */
export function containerName(id: string, taken: ReadonlySet<string>): string {
	const digits = NAME_LENGTH - 'pup'.length;
	for (let at = 0; at <= id.length - digits; at++) {
		const name = `pup${id.slice(at, at + digits)}`;
		if (!taken.has(name)) return name;
	}
	for (let number = 0; ; number++) {
		const name = `pup-${number}`;
		if (!taken.has(name)) return name;
	}
}

export interface NixosConf {
	id: string;
	instance: string;
	/** First of its 65536 host ids. */
	idBase: number;
	binds: { source: string; target: string; readonly: boolean }[];
	/** Devices and credentials for this start. */
	devices: readonly { node: string; file: string }[];
	credentials: readonly { name: string; file: string }[];
}

/** Text of `NAME.conf` (nixpkgs, nixos-containers.nix), which ignores our own entries. */
export function nixosConf({ id, instance, idBase, binds, devices, credentials }: NixosConf): string {
	const flags = [
		// The container's own files still belong to root on the disk.
		'--private-users-ownership=auto',
		...binds.map(({ source, target, readonly }) => `--bind${readonly ? '-ro' : ''}=${source}:${target}`),
		...devices.map(({ node, file }) => `--bind=${file}:${node}`),
		...credentials.map(({ name, file }) => `--load-credential=${name}:${file}`)
	];
	const lines = {
		// Without a link of its own: the box's network adds one, as for every container.
		PRIVATE_NETWORK: '1',
		HOST_ADDRESS: '',
		LOCAL_ADDRESS: '',
		HOST_BRIDGE: '',
		HOST_PORT: '',
		// The id range of the storage on the disk.
		PRIVATE_USERS: `${idBase}:65536`,
		// Only dogeboxd starts it, because it knows whether the pup may run.
		AUTO_START: '0',
		EXTRA_NSPAWN_FLAGS: flags.join(' '),
		DOGEBOX_INSTANCE: instance,
		DOGEBOX_PUP_ID: id
	};
	return Object.entries(lines)
		.map(([name, value]) => `${name}=${value.includes(' ') ? `"${value}"` : value}\n`)
		.join('');
}

/** Returns the owner of the container in a file; null when Dogebox did not create it. */
export function confOf(text: string): { instance: string; id: string } | null {
	const instance = /^DOGEBOX_INSTANCE=([a-z0-9]+)$/m.exec(text)?.[1];
	const id = /^DOGEBOX_PUP_ID=([0-9a-f]{32})$/m.exec(text)?.[1];
	return instance !== undefined && id !== undefined ? { instance, id } : null;
}

/** Limits as systemd properties (systemd.resource-control(5)). */
export function unitProperties(limits: InferOutput<typeof properties>): string[] {
	const { memoryBytes, pids, cpus, ioWeight } = limits;
	return [
		`MemoryMax=${memoryBytes}`,
		'MemorySwapMax=0',
		`TasksMax=${pids}`,
		`CPUQuota=${cpus === null ? '' : `${Math.max(1, Math.round(cpus * 100))}%`}`,
		`IOWeight=${ioWeight ?? 100}`
	];
}
