/** Formats times for the owner. Pure; the same on server and browser. */

/**
 * Formats a past or future time relative to now: `just now`, `5 min ago`, `in 20 s`, `yesterday`,
 * `3 Nov 2026`.
 *
 * @param at milliseconds since the epoch
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
 * Formats a time in full: `22 Nov 2026, 14:03:09`.
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
 * Formats the time of day of a log line: `14:03:09`.
 *
 * @param at milliseconds since the epoch
 */
export function clockTime(at: number): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, '0');
	return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
