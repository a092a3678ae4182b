/** Real disks and temperatures from sysfs, read rarely. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemperature } from './proc.ts';

const list = (folder: string): string[] => {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
};

/** Disks with a real device. Derived devices (loop, dm, md) would count twice. */
export function realDisks(sysRoot: string): Set<string> {
	const folder = join(sysRoot, 'block');
	return new Set(list(folder).filter((name) => existsSync(join(folder, name, 'device'))));
}

/** Files with temperatures: thermal zones, or else the sensors of hwmon. */
export function temperatureFiles(sysRoot: string): string[] {
	const zones = join(sysRoot, 'class/thermal');
	const found = list(zones)
		.filter((name) => name.startsWith('thermal_zone'))
		.map((name) => join(zones, name, 'temp'));
	if (found.length > 0) return found;
	const monitors = join(sysRoot, 'class/hwmon');
	return list(monitors).flatMap((name) =>
		list(join(monitors, name))
			.filter((file) => /^temp\d+_input$/.test(file))
			.map((file) => join(monitors, name, file))
	);
}

/** The highest temperature, degrees Celsius; null where no sensor reports one. */
export function warmest(files: readonly string[]): number | null {
	let most: number | null = null;
	for (const file of files) {
		try {
			const degrees = parseTemperature(readFileSync(file, 'latin1'));
			if (degrees !== null) most = Math.max(most ?? degrees, degrees);
		} catch {
			// A disabled sensor cannot be read.
		}
	}
	return most;
}
