/** Limits that an owner sets. */
import { availableParallelism } from 'node:os';
import { invalidInput } from '../../../contract/errors.ts';
import type { LimitChange, LimitChoices } from '../../../contract/pups.ts';
import type { PupRow } from '../installed/index.ts';
import { limitsOf } from './spec.ts';
import { defaultStopSeconds } from './stop.ts';

/** The row with other limits. */
export function withLimits(row: PupRow, { memoryBytes, pids, cpus, stopSeconds }: LimitChange): PupRow {
	return {
		...row,
		...(memoryBytes !== undefined && { memoryLimit: memoryBytes }),
		...(pids !== undefined && { pidsLimit: pids }),
		...(cpus !== undefined && { cpuLimit: cpus }),
		...(stopSeconds !== undefined && { stopSeconds })
	};
}

/**
 * @param totalMemory of this host, bytes
 * @throws BoxError 422 `invalid-input` for more than there is
 */
export function checkLimits({ memoryBytes, cpus }: LimitChange, totalMemory: number): void {
	const cores = availableParallelism();
	const wrong: Record<string, string> = {};
	if (memoryBytes && memoryBytes > totalMemory) {
		// Rounded down: what it says can be given.
		wrong.memoryBytes = `This box has ${Math.floor(totalMemory / 1e6)} MB of memory. Give no more.`;
	}
	if (cpus && cpus > cores) wrong.cpus = `This box has ${cores === 1 ? 'one core' : `${cores} cores`}. Give no more.`;
	if (Object.keys(wrong).length) throw invalidInput('This is more than the box has.', wrong);
}

/** What an owner can choose from, and has chosen. @param totalMemory of this host, bytes */
export function limitChoices(row: PupRow, totalMemory: number): LimitChoices {
	const { memoryLimit: memoryBytes, pidsLimit: pids, cpuLimit: cpus, stopSeconds } = row;
	// Memory that was given decides how many processes there may be.
	const { pids: manyProcesses } = limitsOf({ ...row, pidsLimit: null }, { totalMemory });
	const defaults = limitsOf({ memoryLimit: null, pidsLimit: null, cpuLimit: null }, { totalMemory });
	return {
		own: { memoryBytes, pids, cpus, stopSeconds },
		defaults: { memoryBytes: defaults.memoryBytes, pids: manyProcesses, stopSeconds: defaultStopSeconds(row) },
		host: { memoryBytes: totalMemory, cpus: availableParallelism() }
	};
}
