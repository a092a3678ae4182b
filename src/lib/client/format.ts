/** Numbers and moments as the owner reads them. Pure; the same on server and browser. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/**
 * A size with three significant digits at most: `812 B`, `1.4 MB`, `118 GB`. Powers of 1000, as disks are sold.
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
 * A length of time in at most two units: `8 s`, `4 min 10 s`, `3 h 5 min`, `12 days`.
 *
 * @param milliseconds length; negative counts as 0
 */
export function duration(milliseconds: number): string {
	const seconds = Math.max(0, Math.round(milliseconds / 1000));
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return seconds % 60 && minutes < 10 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
	const days = Math.floor(hours / 24);
	if (days < 3 && hours % 24) return `${days === 1 ? '1 day' : `${days} days`} ${hours % 24} h`;
	return days === 1 ? '1 day' : `${days} days`;
}

/**
 * A past or coming moment relative to now: `just now`, `5 min ago`, `in 20 s`, `yesterday`, `3 Nov 2026`.
 *
 * @param at  milliseconds since the epoch
 * @param now milliseconds since the epoch
 */
export function ago(at: number, now: number): string {
	const distance = now - at;
	if (distance < 0) return distance > -5000 ? 'now' : `in ${coarse(-distance)}`;
	if (distance < 45_000) return 'just now';
	if (distance < 36 * 3_600_000) return `${coarse(distance)} ago`;
	const days = Math.round(distance / 86_400_000);
	if (days < 14) return `${days} days ago`;
	return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

function coarse(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	if (minutes < 60) return `${minutes} min`;
	const hours = Math.round(minutes / 60);
	return hours === 1 ? '1 hour' : `${hours} hours`;
}

/**
 * A moment in full: `22 Nov 2026, 14:03:09`.
 *
 * @param at milliseconds since the epoch
 */
export function fullTime(at: number): string {
	return new Date(at).toLocaleString('en-GB', {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit'
	});
}

/**
 * Time of day for a log line: `14:03:09`.
 *
 * @param at milliseconds since the epoch
 */
export function clockTime(at: number): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, '0');
	return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
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
