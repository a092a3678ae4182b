/** Limits of a pup as a form shows and takes them. Pure; the same on server and browser. */
import type { LimitChange, LimitChoices } from '$lib/contract/pups.ts';

/** Units of memory in the form, in bytes: powers of 1000, as everywhere on the pages. */
export const MEMORY_UNITS = { MB: 1e6, GB: 1e9 } as const;
export type MemoryUnit = keyof typeof MEMORY_UNITS;

/** What stands in the fields; empty is the box's default. */
export interface LimitFields {
	memoryBytes: string;
	unit: MemoryUnit;
	cpus: string;
	pids: string;
	stopSeconds: string;
}

/** What the fields show of what the owner set. */
export function limitFields({ own }: Pick<LimitChoices, 'own'>): LimitFields {
	const unit = own.memoryBytes !== null && own.memoryBytes >= MEMORY_UNITS.GB ? 'GB' : 'MB';
	const memory = own.memoryBytes === null ? '' : String(Number((own.memoryBytes / MEMORY_UNITS[unit]).toFixed(2)));
	return {
		memoryBytes: memory,
		unit,
		cpus: own.cpus?.toString() ?? '',
		pids: own.pids?.toString() ?? '',
		stopSeconds: own.stopSeconds?.toString() ?? ''
	};
}

/** A number as people type it; null for an empty field, undefined for what is none. */
function numberIn(text: string): number | null | undefined {
	const plain = text.trim().replace(',', '.');
	if (plain === '') return null;
	// Thousands in one country, thousandths in another.
	if (/,\d{3}$/.test(text.trim())) return undefined;
	return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? Number(plain) : undefined;
}

/**
 * What a form wants changed. A field that still shows what is set says nothing, so that rounding
 * changes no limit.
 *
 * @param typed what stands in the fields
 * @param shown what stood there
 * @returns the change, or what is wrong with which field
 */
export function readLimits(
	typed: LimitFields,
	shown: LimitFields
): { change: LimitChange; wrong: Partial<Record<keyof LimitChange, string>> } {
	const change: LimitChange = {};
	const wrong: Partial<Record<keyof LimitChange, string>> = {};
	for (const name of ['memoryBytes', 'cpus', 'pids', 'stopSeconds'] as const) {
		const sameUnit = name !== 'memoryBytes' || typed.unit === shown.unit || typed.memoryBytes.trim() === '';
		if (typed[name].trim() === shown[name] && sameUnit) continue;
		const value = numberIn(typed[name]);
		if (value === undefined) wrong[name] = 'Give a number, or leave it empty.';
		else if (value === null || name !== 'memoryBytes') change[name] = value;
		else change.memoryBytes = Math.round(value * MEMORY_UNITS[typed.unit]);
	}
	return { change, wrong };
}
