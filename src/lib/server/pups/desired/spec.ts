/** Converts an installed pup to the specification of its container. Pure. */
import { posix } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { givenDevices } from '../../../contract/devices.ts';
import { ENV_NAME } from '../../../contract/manifest-rules.ts';
import { protocolOf } from '../../../contract/manifest.ts';
import type { ImageConfig, NixPackages } from '../../build/types.ts';
import type { ContainerSpec, LimitSpec, MountSpec, ProcessSpec } from '../../containers/types.ts';
import { KEY_FILES } from '../../host/index.ts';
import { splitCommand } from '../../../contract/command.ts';
import { configEnv, type ConfigValues } from '../config/index.ts';
import type { PupRow } from '../installed/index.ts';
import type { LinkedProvider } from '../links.ts';
import { boxNames } from './box-names.ts';
import { linkVariables } from './link-variables.ts';

/** Search path for programs inside a pup. */
const PATH_INSIDE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** The host's gateway port for pups, fixed by the original Dogebox. */
const GATEWAY_PORT = '80';
/**
 * Default limit of processes and threads: one for each MiB of memory, roughly what each needs,
 * within bounds. A server with a pool has hundreds.
 */
const BYTES_A_PROCESS = 1024 ** 2;
const [LEAST_PIDS, MOST_PIDS] = [1024, 8192];
/** Maximum of the default memory limit, bytes. */
const DEFAULT_MEMORY = 4 * 1024 ** 3;

/** Limits of a pup: its own, or the defaults: half of the host's memory, at most 4 GiB. */
export function limitsOf(
	row: Pick<PupRow, 'memoryLimit' | 'pidsLimit' | 'cpuLimit'> & Partial<Pick<PupRow, 'ioWeight'>>,
	host: { totalMemory: number }
): LimitSpec {
	const memoryBytes = row.memoryLimit ?? Math.min(Math.floor(host.totalMemory / 2), DEFAULT_MEMORY);
	const byMemory = Math.floor(memoryBytes / BYTES_A_PROCESS);
	return {
		memoryBytes,
		pids: row.pidsLimit ?? Math.min(MOST_PIDS, Math.max(LEAST_PIDS, byMemory)),
		cpus: row.cpuLimit,
		...(row.ioWeight != null && { ioWeight: row.ioWeight })
	};
}

/** Converts a pup's name to a host name (RFC 1123 label). */
export function hostnameOf(name: string): string {
	const label = name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.slice(0, 63)
		.replace(/^-+|-+$/g, '');
	return label || 'pup';
}

export interface SpecInput {
	row: PupRow;
	/** In plain text. */
	config: ConfigValues;
	/** Folders of the layers on the host, base first. */
	layers: string[];
	/** Host folder mounted at `/storage`. */
	storage: string;
	/** Host folder mounted at `/pup`. `writable`: a developer's own folder, in dev mode. */
	source: { path: string; writable: boolean };
	/**
	 * Configuration of the image from which the root was made; null for a root that was made
	 * another way.
	 */
	image: Pick<ImageConfig, 'env' | 'account' | 'volumes'> | null;
	/** Nix store paths of its root; null for a root that was made another way. */
	packages?: NixPackages | null;
	/** Host folder of an image's data folder, by its path inside. */
	volumePath: (target: string) => string;
	/**
	 * Address of the pup on the pup network; null where there is no network. `gateway`: the host's
	 * address.
	 */
	address: string | null;
	gateway: string;
	/** The pup's providers. */
	links: readonly LinkedProvider[];
	totalMemory: number;
	user: { uid: number; gid: number };
}

/**
 * Builds the specification that a running pup gets: see the reference, pups.md “What a running pup
 * sees”.
 * @throws BoxError 422 `bad-command` when a service's command cannot be parsed
 */
export function buildSpec(input: SpecInput): ContainerSpec {
	const { row, address, gateway } = input;
	const { container } = row.manifest;
	if (input.layers.length === 0) {
		throw new BoxError({
			code: 'no-root',
			status: 409,
			message: `${row.name} has no root filesystem.`,
			hint: 'Install it again; its data is kept.'
		});
	}
	const mounts: MountSpec[] = [
		{
			source: input.source.path,
			target: '/pup',
			readonly: !input.source.writable,
			...(input.source.writable && { foreign: true })
		},
		{ source: input.storage, target: '/storage', readonly: false },
		...(input.image?.volumes ?? []).map((target) => ({ source: input.volumePath(target), target, readonly: false }))
	];
	const account = input.image?.account ?? null;
	const own: Record<string, string> = {
		DBX_PUP_ID: row.id,
		...(address !== null && { DBX_PUP_IP: address }),
		DBX_HOST: gateway,
		DBX_PORT: GATEWAY_PORT,
		...linkVariables(input.links)
	};
	return {
		id: row.id,
		hostname: hostnameOf(row.name),
		layers: input.layers,
		mounts,
		...(input.image === null ? { scratchOwner: { ...input.user } } : { writableRoot: true }),
		// Manifests stored by older versions lack this field.
		memoryFolders: (container.tmpfs ?? []).map(({ path, sizeMiB }) => ({
			target: path,
			sizeBytes: sizeMiB * 1024 ** 2
		})),
		...devicesOf(row),
		...(container.aio && { aio: true }),
		processes: container.services.map(({ name, command }) => ({
			name,
			argv: splitCommand(command.exec),
			cwd: posix.resolve('/pup', command.cwd),
			env: {
				PATH: PATH_INSIDE,
				LANG: 'C.UTF-8',
				...variables(input.image?.env ?? {}),
				// An image's HOME is for its own user, who may write there; the pup's user may not.
				HOME: '/storage',
				...variables(command.env),
				...own,
				...configEnv(input.config)
			},
			...userOf(account, input.user)
		})),
		limits: limitsOf(row, input),
		network: networkOf(input),
		idRange: row.hostNumber,
		labels: { kind: 'pup', name: row.name, version: row.version },
		...(input.packages && { nix: nixOf(input, input.packages) })
	};
}

/** The additional values of a NixOS container. */
function nixOf({ row, config }: SpecInput, packages: NixPackages): NonNullable<ContainerSpec['nix']> {
	const { exposes } = row.manifest.container;
	const portsOf = (protocol: 'tcp' | 'udp') =>
		exposes.filter(({ type }) => protocolOf(type) === protocol).map(({ port }) => port);
	return {
		packages,
		ports: { tcp: portsOf('tcp'), udp: portsOf('udp') },
		secret: Object.keys(configEnv(config)),
		credentials: KEY_FILES
	};
}

/** Devices that the manifest requests and the owner granted. */
function devicesOf({ manifest, devices }: PupRow): Pick<ContainerSpec, 'devices'> {
	const given = givenDevices(manifest.container, devices);
	return given.length > 0 ? { devices: given } : {};
}

function networkOf({ row, address, gateway }: SpecInput): ContainerSpec['network'] {
	if (address === null) return null;
	const names = boxNames(row.manifest.dependencies.map((dependency) => dependency.interfaceName));
	return { address, hosts: [{ address: gateway, names }] };
}

/**
 * The user that an image specifies: either a user of its own, with the group that may read the
 * files common to all pups; or root with the capabilities to change to another user.
 */
function userOf(
	account: ImageConfig['account'],
	every: { uid: number; gid: number }
): Pick<ProcessSpec, 'user' | 'stepsDown'> {
	if (account === null) return { user: { ...every } };
	const { uid, gid, groups } = account;
	return { user: { uid, gid, groups: [...new Set([...groups, every.gid])] }, ...(uid === 0 && { stepsDown: true }) };
}

const variables = (env: Readonly<Record<string, string>>) =>
	Object.fromEntries(Object.entries(env).filter(([name]) => ENV_NAME.test(name)));
