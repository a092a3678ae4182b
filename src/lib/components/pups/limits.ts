/** Converts limits of a pup to and from form fields. Pure; the same on server and browser. */
import type { LimitChange, LimitChoices } from '$lib/contract/limits.ts';
import { BYTE_UNITS, numberIn, sizeField, type ByteUnit } from '../forms/amounts.ts';

/** Fields in bytes, and the name of each one's unit field. */
const UNIT_OF = { memoryBytes: 'unit', storageBytes: 'storageUnit' } as const;
const NAMES = ['memoryBytes', 'storageBytes', 'cpus', 'pids', 'stopSeconds', 'ioWeight'] as const;

/** Values of the fields; empty means the box's default. */
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

/** Converts the owner's limits into values of the fields. */
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
 * Reads the changes that a form asks for. An unchanged field is left out, so that rounding changes
 * no limit.
 *
 * @param typed values of the fields
 * @param shown initial values of the fields
 * @returns the change, or error messages by field
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
