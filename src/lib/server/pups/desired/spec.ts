/** From an installed pup to the specification of its container. Pure. */
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

/** Where programs are looked for inside a pup. */
const PATH_INSIDE = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Port of the box's gateway for pups, as the original promises it. */
const GATEWAY_PORT = '80';
/**
 * Processes and threads of a pup that nobody gave a limit: one for each MiB of its memory, as each
 * needs about that, within bounds. A server with a pool has hundreds.
 */
const BYTES_A_PROCESS = 1024 ** 2;
const [LEAST_PIDS, MOST_PIDS] = [1024, 8192];
/** Most memory a pup gets that nobody gave a limit, bytes. */
const DEFAULT_MEMORY = 4 * 1024 ** 3;

/** Limits of a pup: its own, else those of the box: half of its memory, at most 4 GiB. */
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

/** A host name (RFC 1123 label) from a pup's name. */
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
	/** In clear. */
	config: ConfigValues;
	/** Folders of the layers on the host, base first. */
	layers: string[];
	/** Host folder mounted at `/storage`. */
	storage: string;
	/** Host folder mounted at `/pup`. `writable`: a developer's own folder, in dev mode. */
	source: { path: string; writable: boolean };
	/**
	 * What the image says that the root was made from; null for a root that was made another way.
	 */
	image: Pick<ImageConfig, 'env' | 'account' | 'volumes'> | null;
	/** Paths of the Nix store that its root names; null for a root that was made another way. */
	packages?: NixPackages | null;
	/** Host folder of what the image keeps its data in, by where it is inside. */
	volumePath: (target: string) => string;
	/** Address of the pup and of the box on the pup network; null where there is no network. */
	address: string | null;
	gateway: string;
	/** Who provides what to it. */
	links: readonly LinkedProvider[];
	totalMemory: number;
	user: { uid: number; gid: number };
}

/**
 * What a running pup gets: see the reference, pups.md “What a running pup sees”.
 * @throws BoxError 422 `bad-command` when a service's command cannot be read
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
		// A manifest of an older version has no such member.
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
				// An image's own is for its own user, who may write there; the pup may not.
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

/** What a container of NixOS has to know beside. */
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

/** What it asks for now and the owner gave it. */
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
 * As an image wants it: a user of its own, who is also in the group that may read what is every
 * pup's; or root with what it takes to become another.
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
