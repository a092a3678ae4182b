/** Limits that an owner sets. */
import { availableParallelism } from 'node:os';
import { invalidInput } from '../../../contract/errors.ts';
import type { LimitChange } from '../../../contract/pups.ts';
import type { PupRow } from '../installed/index.ts';

/** The row with other limits. */
export function withLimits(row: PupRow, { memoryBytes, pids, cpus }: LimitChange): PupRow {
	return {
		...row,
		...(memoryBytes !== undefined && { memoryLimit: memoryBytes }),
		...(pids !== undefined && { pidsLimit: pids }),
		...(cpus !== undefined && { cpuLimit: cpus })
	};
}

/**
 * @param totalMemory of this host, bytes
 * @throws BoxError 422 `invalid-input` for more than there is
 */
export function checkLimits({ memoryBytes, cpus }: LimitChange, totalMemory: number): void {
	const cores = availableParallelism();
	const wrong: Record<string, string> = {};
	if (memoryBytes && memoryBytes > totalMemory) wrong.memoryBytes = `must be at most ${totalMemory}`;
	if (cpus && cpus > cores) wrong.cpus = `must be at most ${cores}`;
	const first = Object.entries(wrong)[0];
	if (first) throw invalidInput(`“${first[0]}” ${first[1]}: this host has no more.`, wrong);
}
