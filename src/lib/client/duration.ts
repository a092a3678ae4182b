/**
 * Formats a duration in at most two units: `8 s`, `4 min 10 s`, `3 h 5 min`, `12 days`.
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
