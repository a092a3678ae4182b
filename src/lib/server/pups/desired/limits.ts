/** Limits that the owner sets. */
import { availableParallelism } from 'node:os';
import { bytes } from '../../../contract/bytes.ts';
import { invalidInput } from '../../../contract/errors.ts';
import type { LimitChange, LimitChoices } from '../../../contract/limits.ts';
import type { PupRow } from '../installed/index.ts';
import { limitsOf } from './spec.ts';
import { defaultStopSeconds } from './stop.ts';

/** Returns the row with changed limits. */
export function withLimits(row: PupRow, change: LimitChange): PupRow {
	const { memoryBytes, pids, cpus, stopSeconds, storageBytes, ioWeight } = change;
	return {
		...row,
		...(memoryBytes !== undefined && { memoryLimit: memoryBytes }),
		...(pids !== undefined && { pidsLimit: pids }),
		...(cpus !== undefined && { cpuLimit: cpus }),
		...(stopSeconds !== undefined && { stopSeconds }),
		...(storageBytes !== undefined && { storageLimit: storageBytes }),
		...(ioWeight !== undefined && { ioWeight })
	};
}

/**
 * @param there this host's resources and the size of the pup's data, bytes; null where unknown
 * @throws BoxError 422 `invalid-input` for more than exists, or for less storage than is used
 */
export function checkLimits(
	{ memoryBytes, cpus, storageBytes }: LimitChange,
	there: { totalMemory: number; disk: number | null; used: number | null; storageLimit: number | null }
): void {
	const { totalMemory, disk, used, storageLimit } = there;
	const cores = availableParallelism();
	const wrong: Record<string, string> = {};
	if (memoryBytes && memoryBytes > totalMemory) {
		wrong.memoryBytes = `This box has ${bytes(totalMemory)} of memory. Give no more.`;
	}
	if (cpus && cpus > cores) wrong.cpus = `This box has ${cores === 1 ? 'one core' : `${cores} cores`}. Give no more.`;
	if (storageBytes && disk !== null && storageBytes > disk) {
		wrong.storageBytes = `The disk has ${bytes(disk)}. Give no more.`;
	}
	// A form sends all limits; an unchanged one is not checked again.
	if (storageBytes && storageBytes !== storageLimit && used !== null && storageBytes < used) {
		wrong.storageBytes = `Its data takes ${bytes(used)} already. Give more than that.`;
	}
	if (Object.keys(wrong).length) throw invalidInput('These limits do not fit.', wrong);
}

/**
 * The owner's current limits, the defaults and the maxima.
 * @param totalMemory memory of this host, bytes
 * @param disk size of the disk with pups' data, bytes; null where unknown
 * @param weighsDisks whether its kernel shares disks by weight
 */
export function limitChoices(
	row: PupRow,
	totalMemory: number,
	disk: number | null,
	weighsDisks: boolean
): LimitChoices {
	const { memoryLimit: memoryBytes, pidsLimit: pids, cpuLimit: cpus, storageLimit: storageBytes } = row;
	const { stopSeconds, ioWeight } = row;
	// The memory limit determines the default limit of processes.
	const { pids: manyProcesses } = limitsOf({ ...row, pidsLimit: null }, { totalMemory });
	const defaults = limitsOf({ memoryLimit: null, pidsLimit: null, cpuLimit: null }, { totalMemory });
	return {
		own: { memoryBytes, storageBytes, pids, cpus, stopSeconds, ioWeight },
		defaults: { memoryBytes: defaults.memoryBytes, pids: manyProcesses, stopSeconds: defaultStopSeconds(row) },
		host: { memoryBytes: totalMemory, cpus: availableParallelism(), storageBytes: disk, ioWeight: weighsDisks }
	};
}
