/** Formats numbers for the owner. Pure; the same on server and browser. */

import { bytes } from '../contract/bytes.ts';

export { bytes };

/**
 * Formats a data rate, `1.4 MB/s`.
 *
 * @param bytesPerSecond bytes per second
 */
export function rate(bytesPerSecond: number): string {
	return `${bytes(bytesPerSecond)}/s`;
}

/**
 * Formats a percentage: one decimal below ten, none above.
 *
 * @param value per cent, 0–…
 */
export function percent(value: number): string {
	if (value > 0 && value < 0.05) return '<0.1 %';
	return `${value < 9.95 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} %`;
}

/**
 * Formats a count: `1 pup`, `2 pups`.
 *
 * @param count how many
 * @param one singular; the plural adds an s unless `many` is given
 */
export function plural(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
