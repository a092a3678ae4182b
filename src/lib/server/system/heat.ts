/**
 * Finds the hottest sensor of the box among the kernel's thermal zones (Documentation/ABI:
 * sysfs-class-thermal).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Limit of a zone without a trip point, degrees Celsius: what most processors tolerate. */
const USUAL_LIMIT = 95;
/** Plausible values, degrees Celsius. A broken or missing sensor reports others. */
const POSSIBLE = { least: -40, most: 150 };
/** Trip points at which hardware throttles or switches off. */
const LIMITS = /^(hot|critical)$/;

/**
 * @param root default `/sys/class/thermal`
 * @returns the sensor that is nearest to its limit, degrees Celsius; null where there is none
 */
export function hottest(root = '/sys/class/thermal'): { celsius: number; limit: number } | null {
	const zones = names(root)
		.filter((name) => name.startsWith('thermal_zone'))
		.map((name) => join(root, name));
	const read = zones.flatMap((zone) => {
		const celsius = degrees(join(zone, 'temp'));
		if (celsius === null) return [];
		const limits = names(zone)
			.filter((name) => /^trip_point_\d+_type$/.test(name) && LIMITS.test(text(join(zone, name)) ?? ''))
			.flatMap((name) => degrees(join(zone, name.replace(/_type$/, '_temp'))) ?? [])
			.filter((limit) => limit > 40);
		return [{ celsius, limit: Math.min(...(limits.length > 0 ? limits : [USUAL_LIMIT])) }];
	});
	return read.sort((a, b) => a.limit - a.celsius - (b.limit - b.celsius))[0] ?? null;
}

function names(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function text(file: string): string | null {
	try {
		return readFileSync(file, 'latin1').trim();
	} catch {
		// Some zones cannot be read while their device sleeps.
		return null;
	}
}

/** Reads a zone's file, which has thousandths of a degree. */
function degrees(file: string): number | null {
	const value = text(file);
	if (value === null || !/^-?\d{1,7}$/.test(value)) return null;
	const celsius = Number(value) / 1000;
	return celsius > POSSIBLE.least && celsius < POSSIBLE.most ? celsius : null;
}
