/** Formats sizes for people, in texts of the server and on pages. Pure. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * Formats a size with at most three significant digits: `812 B`, `1.4 MB`, `118 GB`. It uses powers
 * of 1000, as sellers of disks do.
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
