/**
 * What nixos-container and the unit `container@NAME` go by, as text: decided here, apart from the
 * doing. The unit's script splits EXTRA_NSPAWN_FLAGS at white space and expands patterns in it, so
 * nothing enters but what `schemas.ts` lets through.
 */
import type { InferOutput } from 'valibot';
import type { properties } from './schemas.ts';

/** Where the root of each container lies. */
export const STATE_FOLDER = '/var/lib/nixos-containers';
export const CONF_FOLDER = '/etc/nixos-containers';
export const PROFILES = '/nix/var/nix/profiles/per-container';

/** nixos-container refuses longer names: `ve-NAME` must be a name of an interface. */
const NAME_LENGTH = 11;

/**
 * A name for a pup's container: `pup` and eight digits of its id, other ones where that name is
 * taken. Which it was is read from the file of the container.
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
	/** First host id of its users; 65536 of them. */
	idBase: number;
	binds: { source: string; target: string; readonly: boolean }[];
	/** What it is handed at this start. */
	devices: readonly { node: string; file: string }[];
	credentials: readonly { name: string; file: string }[];
}

/** Text of `NAME.conf` (nixpkgs, nixos-containers.nix). The members of ours are ignored by it. */
export function nixosConf({ id, instance, idBase, binds, devices, credentials }: NixosConf): string {
	const flags = [
		// Its own files keep root as their owner on the disk.
		'--private-users-ownership=auto',
		...binds.map(({ source, target, readonly }) => `--bind${readonly ? '-ro' : ''}=${source}:${target}`),
		...devices.map(({ node, file }) => `--bind=${file}:${node}`),
		...credentials.map(({ name, file }) => `--load-credential=${name}:${file}`)
	];
	const lines = {
		// Alone, without a link: the box's own network brings one, as it does for every container.
		PRIVATE_NETWORK: '1',
		HOST_ADDRESS: '',
		LOCAL_ADDRESS: '',
		HOST_BRIDGE: '',
		HOST_PORT: '',
		// The range in which storage lies on the disk.
		PRIVATE_USERS: `${idBase}:65536`,
		// dogeboxd starts it, which knows whether it may.
		AUTO_START: '0',
		EXTRA_NSPAWN_FLAGS: flags.join(' '),
		DOGEBOX_INSTANCE: instance,
		DOGEBOX_PUP_ID: id
	};
	return Object.entries(lines)
		.map(([name, value]) => `${name}=${value.includes(' ') ? `"${value}"` : value}\n`)
		.join('');
}

/** Whose container a file describes; null where that is none of Dogebox. */
export function confOf(text: string): { instance: string; id: string } | null {
	const instance = /^DOGEBOX_INSTANCE=([a-z0-9]+)$/m.exec(text)?.[1];
	const id = /^DOGEBOX_PUP_ID=([0-9a-f]{32})$/m.exec(text)?.[1];
	return instance !== undefined && id !== undefined ? { instance, id } : null;
}

/** Limits as systemd names them (systemd.resource-control(5)). */
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
