/** Numbers as the owner reads them. Pure; the same on server and browser. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * A size with three significant digits at most: `812 B`, `1.4 MB`, `118 GB`. Powers of 1000, as
 * disks are sold.
 *
 * @param bytes size in bytes
 */
export function bytes(bytes: number): string {
	let value = Math.max(0, bytes);
	let unit = 0;
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1000;
		unit += 1;
	}
	const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? (unit > 2 ? 1 : 0) : 1;
	return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/**
 * A data rate, `1.4 MB/s`.
 *
 * @param bytesPerSecond bytes per second
 */
export function rate(bytesPerSecond: number): string {
	return `${bytes(bytesPerSecond)}/s`;
}

/**
 * Per cent for reading: one decimal below ten, none above.
 *
 * @param value per cent, 0–…
 */
export function percent(value: number): string {
	if (value > 0 && value < 0.05) return '<0.1 %';
	return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} %`;
}

/**
 * `1 pup`, `2 pups`.
 *
 * @param count how many
 * @param one   singular; the plural adds an s unless `many` is given
 */
export function plural(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
