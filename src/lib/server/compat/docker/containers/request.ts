/** Converts what a client asks for into a request for a box. Pure. */
import type * as v from 'valibot';
import type { newBox } from '../../../../contract/box-inputs.ts';
import { badRequest } from '../errors.ts';
import { noNulls } from '../read-shape.ts';
import type { Asked, AskedHost, AskedUpdate } from './asked.ts';
import type { WantedMount } from './mounts.ts';
import type { WantedPort } from './ports.ts';
import type { ImageWords } from './image-words.ts';
import { annotationsOf } from './kept.ts';
import { optionsRequest } from './options.ts';

export type BoxRequest = v.InferInput<typeof newBox>;

/** Least memory limit of a container in Docker, bytes. */
const LEAST_MEMORY = 6 * 1024 ** 2;

/** Parses `no`, `always`, `unless-stopped` and `on-failure[:N]`. @throws DockerError 400 */
export function restartOf({ Name, MaximumRetryCount }: NonNullable<AskedHost['RestartPolicy']>): string {
	const name = Name || 'no';
	const most = MaximumRetryCount ?? 0;
	if (!['no', 'always', 'unless-stopped', 'on-failure'].includes(name))
		throw badRequest(
			`invalid restart policy: unknown policy '${name.slice(0, 80)}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`
		);
	if (most < 0) throw badRequest('invalid restart policy: maximum retry count cannot be negative');
	if (name !== 'on-failure' && most > 0)
		throw badRequest("invalid restart policy: maximum retry count can only be used with 'on-failure'");
	return name === 'on-failure' && most > 0 ? `on-failure:${most}` : name;
}

/**
 * Cores, from either form in which clients give them; null for no limit. @throws DockerError 400
 */
export function cpusOf(host: Pick<AskedHost, 'NanoCpus' | 'CpuQuota' | 'CpuPeriod'>): number | null {
	const nano = host.NanoCpus ?? 0;
	if (nano < 0) throw badRequest('NanoCpus cannot be negative');
	const quota = host.CpuQuota ?? 0;
	if (nano > 0 && quota > 0) throw badRequest('Conflicting options: Nano CPUs and CPU Quota cannot both be set.');
	if (nano > 0) return nano / 1e9;
	return quota > 0 ? quota / (host.CpuPeriod || 100_000) : null;
}

/** Bytes; undefined for the default of the box. @throws DockerError 400 */
export function memoryOf({ Memory }: Pick<AskedHost, 'Memory'>): number | undefined {
	if (!Memory) return undefined;
	if (Memory < LEAST_MEMORY) throw badRequest('Minimum memory limit allowed is 6MB');
	return Memory;
}

/** Parses `A=b` entries. The last entry of a name wins. A name without a value is ignored. */
export function envOf(list: readonly string[]): Record<string, string> {
	const env: Record<string, string> = {};
	for (const one of list) {
		const at = one.indexOf('=');
		if (at === 0) throw badRequest(`invalid environment variable: ${one.slice(0, 80)}`);
		if (at > 0) env[one.slice(0, at)] = one.slice(at + 1);
	}
	return env;
}

/** Parses a size like `10G` into bytes. */
function sizeOf(text: string): number {
	const found = /^(\d{1,15})([kmgt]?)i?b?$/i.exec(text);
	if (!found) throw badRequest(`invalid size: '${text.slice(0, 80)}'`);
	return Number(found[1]) * 1024 ** ['', 'k', 'm', 'g', 't'].indexOf(found[2]!.toLowerCase());
}

/**
 * Label with the networks that a container may reach. Without it a container reaches only the
 * internet.
 */
export const NETWORK_LABEL = 'dogebox.network';

function networkOf(asked: Asked): 'none' | 'internet' | 'home' {
	if (asked.NetworkDisabled || asked.HostConfig?.NetworkMode === 'none') return 'none';
	return reachOf(asked.Labels ?? {});
}

/**
 * Returns what a container with these labels may reach. @throws DockerError 400 for another value
 */
export function reachOf(labels: Readonly<Record<string, string | null | undefined>>): 'none' | 'internet' | 'home' {
	const wanted = labels[NETWORK_LABEL];
	if (wanted === undefined || wanted === null) return 'internet';
	if (wanted !== 'none' && wanted !== 'internet' && wanted !== 'home')
		throw badRequest(`The label ${NETWORK_LABEL} is to be none, internet or home.`);
	return wanted;
}

export interface Given {
	/** The container's name without its leading slash; null for none. */
	name: string | null;
	/** The image reference to store at the box. */
	image: string;
	words: ImageWords;
	mounts: readonly WantedMount[];
	/** Names of volumes that were generated for this container. */
	anonymous: readonly string[];
	ports: readonly WantedPort[];
	/** Networks by their ids. */
	networks: readonly { name: string; aliases: string[]; address?: string }[];
	/** Address of the host on the containers' network. */
	gateway: string;
}

/** @throws DockerError 400 for an inconsistent request */
export function boxRequest(asked: Asked, given: Given): BoxRequest {
	const { words } = given;
	const host = asked.HostConfig ?? {};
	const restart = restartOf(host.RestartPolicy ?? {});
	if (host.AutoRemove && restart !== 'no') throw badRequest("can't create 'AutoRemove' container with restart policy");
	const begins = asked.Entrypoint ?? words.entrypoint;
	// An entry point in the request also discards the image’s command.
	const argv = asked.Cmd ?? (asked.Entrypoint ? [] : words.cmd);
	if (!(begins[0] ?? argv[0])) throw badRequest('no command specified');
	const cpus = cpusOf(host);
	const memoryBytes = memoryOf(host);
	const size = host.StorageOpt?.['size'];
	const user = String(asked.User ?? '');
	return {
		image: given.image,
		...(given.name !== null && { name: given.name }),
		entrypoint: [...begins],
		...(argv.length > 0 && { argv: [...argv] }),
		...optionsRequest(asked, given.mounts, words, given.gateway),
		annotations: annotationsOf({ asked, words, anonymous: given.anonymous }),
		env: envOf(asked.Env ?? []),
		...(asked.WorkingDir && { workdir: asked.WorkingDir }),
		...(user !== '' && { user }),
		labels: noNulls(asked.Labels),
		network: networkOf(asked),
		networks: [...given.networks],
		ports: [...given.ports],
		volumes: given.mounts.flatMap(volumeOf),
		...(cpus !== null && { cpus }),
		...(memoryBytes !== undefined && { memoryBytes }),
		...(host.PidsLimit && host.PidsLimit > 0 && { pids: host.PidsLimit }),
		...(size && { diskBytes: sizeOf(size) }),
		restart,
		ephemeral: host.AutoRemove ?? false,
		start: false
	};
}

function volumeOf(mount: WantedMount): NonNullable<BoxRequest['volumes']>[number][] {
	if (mount.kind === 'memory') return [];
	if (mount.kind === 'folder') return [mount];
	if (mount.name === null) throw new Error('a volume has its name by now');
	const { kind, name, target, readonly } = mount;
	return [{ kind, name, target, readonly }];
}

/** Returns the changes that `update` makes to a box. @throws DockerError 400 */
export function changeOf(asked: AskedUpdate) {
	const cpus = cpusOf(asked);
	const memoryBytes = memoryOf(asked);
	return {
		...(cpus !== null && { cpus }),
		...(memoryBytes !== undefined && { memoryBytes }),
		...(asked.PidsLimit && asked.PidsLimit > 0 && { pids: asked.PidsLimit }),
		...(asked.RestartPolicy?.Name && { restart: restartOf(asked.RestartPolicy) })
	};
}
