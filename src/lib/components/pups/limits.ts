/** Limits of a pup as a form shows and takes them. Pure; the same on server and browser. */
import type { LimitChange, LimitChoices } from '$lib/contract/pups.ts';

/** Units of memory and disk in the form, in bytes: powers of 1000, as everywhere on the pages. */
export const BYTE_UNITS = { MB: 1e6, GB: 1e9 } as const;
export type ByteUnit = keyof typeof BYTE_UNITS;
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

/** @param empty unit where nothing is set */
function sizeField(bytes: number | null, empty: ByteUnit): [text: string, unit: ByteUnit] {
	if (bytes === null) return ['', empty];
	const unit = bytes >= BYTE_UNITS.GB ? 'GB' : 'MB';
	return [String(Number((bytes / BYTE_UNITS[unit]).toFixed(2))), unit];
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
