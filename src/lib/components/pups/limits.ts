/** Limits of a pup as a form shows and takes them. Pure; the same on server and browser. */
import type { LimitChange, LimitChoices } from '$lib/contract/limits.ts';
import { BYTE_UNITS, numberIn, sizeField, type ByteUnit } from '../forms/amounts.ts';

/** Fields in bytes, and the field that holds the unit of each. */
const UNIT_OF = { memoryBytes: 'unit', storageBytes: 'storageUnit' } as const;
const NAMES = ['memoryBytes', 'storageBytes', 'cpus', 'pids', 'stopSeconds', 'ioWeight'] as const;

/** What stands in the fields; empty is the box's default. */
export interface LimitFields {
	memoryBytes: string;
	unit: ByteUnit;
	storageBytes: string;
	storageUnit: ByteUnit;
	cpus: string;
	pids: string;
	stopSeconds: string;
	ioWeight: string;
}

/** What the fields show of what the owner set. */
export function limitFields({ own }: Pick<LimitChoices, 'own'>): LimitFields {
	const [memoryBytes, unit] = sizeField(own.memoryBytes, 'MB');
	const [storageBytes, storageUnit] = sizeField(own.storageBytes, 'GB');
	return {
		memoryBytes,
		unit,
		storageBytes,
		storageUnit,
		cpus: own.cpus?.toString() ?? '',
		pids: own.pids?.toString() ?? '',
		stopSeconds: own.stopSeconds?.toString() ?? '',
		ioWeight: own.ioWeight?.toString() ?? ''
	};
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
	for (const name of NAMES) {
		const unit = name in UNIT_OF ? UNIT_OF[name as keyof typeof UNIT_OF] : null;
		const sameUnit = unit === null || typed[unit] === shown[unit] || typed[name].trim() === '';
		if (typed[name].trim() === shown[name] && sameUnit) continue;
		const value = numberIn(typed[name]);
		if (value === undefined) wrong[name] = 'Give a number, or leave it empty.';
		else change[name] = value === null || unit === null ? value : Math.round(value * BYTE_UNITS[typed[unit]]);
	}
	return { change, wrong };
}
