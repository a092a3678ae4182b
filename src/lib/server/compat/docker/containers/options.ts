/** Converts what a client asks for into options of a box, and back for inspect. Pure. */
import type * as v from 'valibot';
import type { boxOptions, BoxOptions } from '../../../../contract/box-options.ts';
import { MOST_STOP_SECONDS, STOP_SIGNALS, type StopSignal } from '../../../../contract/stop.ts';
import { badRequest } from '../errors.ts';
import { signalOf } from '../signals.ts';
import type { Asked, AskedHost } from './asked.ts';
import type { ImageWords } from './image-words.ts';
import type { WantedMount } from './mounts.ts';

export type OptionsRequest = v.InferInput<typeof boxOptions>;

/** Least size of a tmpfs here, bytes. */
const LEAST_MEMORY = 1024 ** 2;
const SHM = '/dev/shm';

const isStopSignal = (name: string): name is StopSignal => (STOP_SIGNALS as readonly string[]).includes(name);

/**
 * Seconds between the stop signal and SIGKILL. A negative number means the longest possible time.
 */
export const graceOf = (seconds: number) =>
	seconds < 0 ? MOST_STOP_SECONDS : Math.min(Math.floor(seconds), MOST_STOP_SECONDS);

/**
 * Reads the signal that stops a container.
 * @returns null for SIGKILL, which leaves no time to stop
 * @throws DockerError 400
 */
export function stopSignalOf(text: string): StopSignal | null {
	const signal = signalOf(text);
	if (signal === 'SIGKILL') return null;
	if (isStopSignal(signal)) return signal;
	throw badRequest(`Containers cannot be stopped with ${signal} here. Use one of ${STOP_SIGNALS.join(', ')}.`);
}

function stopOf(
	asked: Pick<Asked, 'StopSignal' | 'StopTimeout'>,
	words: Pick<ImageWords, 'stopSignal'>
): OptionsRequest {
	const seconds = typeof asked.StopTimeout === 'number' ? { stopSeconds: graceOf(asked.StopTimeout) } : {};
	if (asked.StopSignal) {
		const signal = stopSignalOf(asked.StopSignal);
		return signal === null ? { stopSeconds: 0 } : { ...seconds, stopSignal: signal };
	}
	// Where the image names a signal that we cannot send, SIGTERM remains.
	const own = words.stopSignal.toUpperCase().replace(/^(?!SIG)/, 'SIG');
	return { ...seconds, ...(isStopSignal(own) && { stopSignal: own }) };
}

function memoryOf(mounts: readonly WantedMount[], shmSize: AskedHost['ShmSize']): OptionsRequest {
	const memory = mounts.flatMap((one) => (one.kind === 'memory' ? [one] : []));
	const shm = memory.find(({ target }) => target === SHM)?.sizeBytes ?? (shmSize || null);
	const folders = memory.filter(({ target }) => target !== SHM);
	const size = (bytes: number) => Math.max(bytes, LEAST_MEMORY);
	return {
		...(shm !== null && shm !== undefined && { shmBytes: size(shm) }),
		...(folders.length > 0 && {
			memoryFolders: folders.map(({ target, sizeBytes }) => ({
				target,
				...(sizeBytes !== null && { sizeBytes: size(sizeBytes) })
			}))
		})
	};
}

/**
 * Merges the health checks of the client and of the image; the client's values win.
 * @throws DockerError 400
 */
function healthOf(asked: Asked['Healthcheck'], image: Asked['Healthcheck']): OptionsRequest {
	const test = asked?.Test?.length ? asked.Test : (image?.Test ?? []);
	const [how, ...words] = test;
	if (how === undefined || how === 'NONE') return {};
	if (how !== 'CMD' && how !== 'CMD-SHELL') throw badRequest(`Unknown healthcheck type "${how.slice(0, 80)}"`);
	if (words.length === 0) throw badRequest('A health check (Healthcheck.Test) has no command.');
	/** Whole seconds from nanoseconds; none for a missing value. */
	const seconds = (name: 'Interval' | 'Timeout' | 'StartPeriod' | 'StartInterval') => {
		const given = asked?.[name] || image?.[name] || 0;
		if (given < 0) throw badRequest(`${name} in Healthcheck cannot be negative`);
		return given === 0 ? null : Math.max(1, Math.round(given / 1e9));
	};
	const interval = seconds('Interval');
	const timeout = seconds('Timeout');
	const start = seconds('StartPeriod');
	const startInterval = seconds('StartInterval');
	const retries = asked?.Retries || image?.Retries;
	return {
		health: {
			...(how === 'CMD' ? { argv: words } : { shell: words[0]! }),
			...(interval !== null && { intervalSeconds: interval }),
			...(timeout !== null && { timeoutSeconds: timeout }),
			...(start !== null && { startSeconds: start }),
			...(startInterval !== null && { startIntervalSeconds: startInterval }),
			...(retries && { retries })
		}
	};
}

/** `Healthcheck` of inspect. */
export function healthcheckOf({ health }: BoxOptions) {
	if (!health) return null;
	return {
		Test: health.argv ? ['CMD', ...health.argv] : ['CMD-SHELL', health.shell ?? ''],
		Interval: health.intervalSeconds * 1e9,
		Timeout: health.timeoutSeconds * 1e9,
		StartPeriod: health.startSeconds * 1e9,
		...(health.startIntervalSeconds !== undefined && { StartInterval: health.startIntervalSeconds * 1e9 }),
		Retries: health.retries
	};
}

const HOST_GATEWAY = 'host-gateway';

/**
 * Parses `name:address` and `name=address`; an IPv6 address may be in brackets.
 * @param gateway the address for `host-gateway`
 */
function hostOf(text: string, gateway: string): { name: string; address: string } {
	const [, name, address] = /^([^:=]+)[:=](.+)$/.exec(text) ?? [];
	if (name === undefined || address === undefined) throw badRequest(`bad format for add-host: "${text.slice(0, 200)}"`);
	return { name, address: address === HOST_GATEWAY ? gateway : address.replace(/^\[(.*)\]$/, '$1') };
}

/** @throws DockerError 400 */
function groupOf(text: string): number {
	if (/^\d{1,9}$/.test(text)) return Number(text);
	throw badRequest(`Groups (GroupAdd) are given by number here, not by name: ${text.slice(0, 80)}`);
}

/**
 * Whether a sysctl asks for what is so anyway: only networks with IPv6 have IPv6, so disabling it
 * changes nothing.
 */
const isSoAlready = ([name, value]: readonly [string, string]) =>
	/^net\.ipv6\.conf\.(?:all|default|lo|eth0)\.disable_ipv6$/.test(name) && value === '1';

function sysctlsOf(asked: AskedHost['Sysctls']): OptionsRequest['sysctls'] | null {
	const given = Object.entries(asked ?? {})
		.map(([name, value]) => [name, value ?? ''] as const)
		.filter((one) => !isSoAlready(one));
	// The schema checks the names.
	return given.length > 0 ? (Object.fromEntries(given) as NonNullable<OptionsRequest['sysctls']>) : null;
}

/**
 * Builds the options of a box. The schema of boxes then rejects options that a box cannot have.
 * @param gateway the address for `host-gateway`
 * @throws DockerError 400 for a signal that cannot be sent
 */
export function optionsRequest(
	asked: Asked,
	mounts: readonly WantedMount[],
	words: Pick<ImageWords, 'stopSignal' | 'healthcheck'>,
	gateway: string
): OptionsRequest {
	const host = asked.HostConfig ?? {};
	const list = <T>(given: readonly T[] | null | undefined) => (given?.length ? [...given] : null);
	const capAdd = list(host.CapAdd);
	const capDrop = list(host.CapDrop);
	const ulimits = list(host.Ulimits);
	const extraHosts = list(host.ExtraHosts)?.map((one) => hostOf(one, gateway));
	const groups = list(host.GroupAdd)?.map(groupOf);
	const sysctls = sysctlsOf(host.Sysctls);
	return {
		...(asked.Hostname && { hostname: asked.Hostname }),
		...(capAdd && { capAdd }),
		...(capDrop && { capDrop }),
		...(host.ReadonlyRootfs && { readonlyRoot: true }),
		...memoryOf(mounts, host.ShmSize),
		...(ulimits && {
			ulimits: ulimits.map(({ Name, Soft, Hard }) => ({
				// The schema checks the names.
				name: Name as NonNullable<BoxOptions['ulimits']>[number]['name'],
				soft: Soft,
				hard: Hard
			}))
		}),
		...(extraHosts && { extraHosts }),
		...(groups && { groups }),
		...(sysctls && { sysctls }),
		...(typeof host.Init === 'boolean' && { init: host.Init }),
		...(asked.Tty && { tty: true }),
		...(asked.OpenStdin && { stdin: true }),
		...stopOf(asked, words),
		...healthOf(asked.Healthcheck, words.healthcheck)
	};
}

/** The part of inspect's `HostConfig` that a box's options determine. */
export function hostOfOptions(options: BoxOptions) {
	const { capAdd, capDrop, memoryFolders = [], ulimits, init, shmBytes, extraHosts } = options;
	const tmpfs = memoryFolders.map(({ target, sizeBytes }) => [target, sizeBytes ? `size=${sizeBytes}` : ''] as const);
	return {
		...(capAdd && { CapAdd: capAdd }),
		...(capDrop && { CapDrop: capDrop }),
		...(options.readonlyRoot && { ReadonlyRootfs: true }),
		...(tmpfs.length > 0 && { Tmpfs: Object.fromEntries(tmpfs) }),
		...(shmBytes !== undefined && { ShmSize: shmBytes }),
		...(ulimits && { Ulimits: ulimits.map(({ name, soft, hard }) => ({ Name: name, Hard: hard, Soft: soft })) }),
		...(options.groups && { GroupAdd: options.groups.map(String) }),
		...(options.sysctls && { Sysctls: options.sysctls }),
		...(extraHosts && { ExtraHosts: extraHosts.map(({ name, address }) => `${name}:${address}`) }),
		...(init !== undefined && { Init: init })
	};
}
