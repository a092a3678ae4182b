/** The capacity of the host for boxes, and checks of their limits against it. */
import { availableParallelism, totalmem } from 'node:os';
import { bytes } from '../../contract/bytes.ts';
import type { BoxCapacity } from '../../contract/boxes.ts';
import { BoxError } from '../../contract/errors.ts';
import type { BoxesDeps } from './deps.ts';
import type { BoxRow, BoxRows } from './rows.ts';

/** Default memory limit of a box, bytes: half of the host's memory, at most this. */
const DEFAULT_MEMORY = 2e9;
/** Default limit of processes and threads. */
export const DEFAULT_PIDS = 1024;
/** Maximum number of boxes. */
const MOST_BOXES = 1000;

export type BoxLimits = Pick<BoxRow, 'cpuLimit' | 'memoryLimit' | 'diskLimit' | 'pidsLimit'>;

export interface Capacity {
	now(): BoxCapacity;
	/** Limits with defaults for those that were not given. */
	limits(request: {
		cpus?: number | null | undefined;
		memoryBytes?: number | undefined;
		diskBytes?: number | null | undefined;
		pids?: number | undefined;
	}): BoxLimits;
	/** @throws BoxError 422 `exceeds-host` */
	need(limits: Partial<BoxLimits>): void;
	/** @throws BoxError 409 `too-many-boxes` */
	needRoom(): void;
	/** Warnings for people about these limits, considering those of other boxes. */
	warnings(limits: BoxLimits): string[];
}

const exceeds = (message: string, hint: string) => new BoxError({ code: 'exceeds-host', status: 422, message, hint });

export function createCapacity(
	deps: Pick<BoxesDeps, 'folders' | 'space' | 'totalMemory' | 'cores'> & { rows: Pick<BoxRows, 'all'> }
): Capacity {
	const cores = deps.cores ?? availableParallelism();
	const memory = deps.totalMemory ?? totalmem();
	const disk = () => deps.space.diskOf('pups') ?? deps.space.diskOf('box');

	function now(): BoxCapacity {
		const up = deps.rows.all().filter(({ state }) => state === 'running' || state === 'paused');
		return {
			cpus: cores,
			memoryBytes: memory,
			usedCpus: Math.round(up.reduce((sum, { cpuLimit }) => sum + (cpuLimit ?? 0), 0) * 100) / 100,
			usedMemoryBytes: up.reduce((sum, { memoryLimit }) => sum + memoryLimit, 0),
			diskFreeBytes: disk()?.free ?? null,
			folders: [...deps.folders]
		};
	}

	return {
		now,
		limits: ({ cpus = null, memoryBytes, diskBytes = null, pids }) => ({
			cpuLimit: cpus,
			memoryLimit: memoryBytes ?? Math.min(Math.floor(memory / 2), DEFAULT_MEMORY),
			diskLimit: diskBytes,
			pidsLimit: pids ?? DEFAULT_PIDS
		}),
		need({ cpuLimit, memoryLimit, diskLimit }) {
			if (cpuLimit != null && cpuLimit > cores) {
				throw exceeds(
					`The host has ${cores} ${cores === 1 ? 'core' : 'cores'}, not ${cpuLimit}.`,
					'Request fewer cores.'
				);
			}
			if (memoryLimit !== undefined && memoryLimit > memory) {
				throw exceeds(`The host has ${bytes(memory)} of memory, not ${bytes(memoryLimit)}.`, 'Request less memory.');
			}
			const size = disk()?.size;
			if (diskLimit != null && size !== undefined && diskLimit > size) {
				throw exceeds(`The disk with boxes’ data has ${bytes(size)}, not ${bytes(diskLimit)}.`, 'Request less.');
			}
		},
		needRoom() {
			if (deps.rows.all().length < MOST_BOXES) return;
			throw new BoxError({
				code: 'too-many-boxes',
				status: 409,
				message: `There are ${MOST_BOXES} boxes already.`,
				hint: 'Remove some that you no longer use.'
			});
		},
		warnings({ cpuLimit, memoryLimit, diskLimit }) {
			const { usedCpus, usedMemoryBytes, diskFreeBytes } = now();
			const wantedMemory = usedMemoryBytes + memoryLimit;
			const wantedCpus = usedCpus + (cpuLimit ?? 0);
			return [
				...(wantedMemory > memory
					? [`Running boxes may then use ${bytes(wantedMemory)} of memory in total; the host has ${bytes(memory)}.`]
					: []),
				...(wantedCpus > cores
					? [`Running boxes may then use ${wantedCpus} cores in total; the host has ${cores}.`]
					: []),
				...(diskLimit !== null && diskFreeBytes !== null && diskLimit > diskFreeBytes
					? [`The box may write ${bytes(diskLimit)}; the disk has ${bytes(diskFreeBytes)} left.`]
					: [])
			];
		}
	};
}
