/** Quiet hours in the box's time zone. Pure. */
import type { QuietHours } from '../../contract/notifications.ts';

const DAY = 24 * 60;

function minutesOf(time: string): number {
	const [hours = 0, minutes = 0] = time.split(':').map(Number);
	return hours * 60 + minutes;
}

/** Minutes since midnight in a time zone. */
function minuteIn(at: number, timeZone: string): number {
	const parts = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23'
	}).format(at);
	return minutesOf(parts);
}

/**
 * The end of the quiet hours around `at`, milliseconds since the epoch; null outside of them. Where
 * daylight saving time changes in between it may be an hour off; the caller checks again then.
 */
export function quietUntil(at: number, hours: QuietHours | null, timeZone: string): number | null {
	if (hours === null) return null;
	const from = minutesOf(hours.from);
	const to = minutesOf(hours.to);
	const now = minuteIn(at, timeZone);
	const length = (to - from + DAY) % DAY;
	const into = (now - from + DAY) % DAY;
	if (into >= length) return null;
	const minute = Math.floor(at / 60_000) * 60_000;
	return minute + (length - into) * 60_000;
}
