/** Reads queries of requests in the forms of the many clients. Pure. */
import { badRequest } from './errors.ts';

export { hasLabel } from '../../../contract/labels.ts';

/**
 * Reads a flag. Go writes `1`, JavaScript `true`, Python `True`. Any value that does not mean no is
 * true.
 */
export function flagOf(query: URLSearchParams, name: string, absent = false): boolean {
	const given = query.get(name);
	if (given === null) return absent;
	return !['', '0', 'no', 'false', 'none'].includes(given.trim().toLowerCase());
}

/** @throws DockerError 400 where the value is no whole number */
export function numberOf(query: URLSearchParams, name: string): number | null {
	const given = query.get(name);
	if (given === null || given === '') return null;
	if (!/^-?\d{1,15}$/.test(given)) throw badRequest(`invalid value for ${name}: “${given.slice(0, 80)}” is no number`);
	return Number(given);
}

/** Values by filter. */
export type Filters = ReadonlyMap<string, readonly string[]>;

/**
 * Parses `filters`: `{"label":{"a=b":true}}` as Go writes it, or `{"label":["a=b"]}`.
 * @param known names that the endpoint accepts; absent for all
 * @throws DockerError 400 for invalid JSON and for an unknown filter
 */
export function filtersOf(query: URLSearchParams, known?: readonly string[]): Filters {
	const text = query.get('filters');
	if (text === null || text.trim() === '') return new Map();
	let given: unknown;
	try {
		given = JSON.parse(text);
	} catch {
		throw badRequest('invalid filters: this is no JSON');
	}
	if (given === null) return new Map();
	if (typeof given !== 'object' || Array.isArray(given)) throw badRequest('invalid filters: this is no object');
	const filters = new Map<string, readonly string[]>();
	for (const [name, values] of Object.entries(given)) {
		if (known && !known.includes(name)) throw badRequest(`invalid filter '${name.slice(0, 80)}'`);
		filters.set(name, valuesOf(name, values));
	}
	return filters;
}

function valuesOf(name: string, values: unknown): string[] {
	if (typeof values === 'string') return [values];
	if (Array.isArray(values)) return values.map(String);
	if (typeof values === 'object' && values !== null) {
		return Object.entries(values).flatMap(([value, on]) => (on === false ? [] : [value]));
	}
	throw badRequest(`invalid filter '${name.slice(0, 80)}': give its values as a list`);
}

/** Whether at least one of the filter’s values matches; true without the filter. */
export const anyOf = (filters: Filters, name: string, fits: (value: string) => boolean): boolean =>
	filters.get(name)?.some(fits) ?? true;

/** Whether all of the filter’s values match. */
export const allOf = (filters: Filters, name: string, fits: (value: string) => boolean): boolean =>
	filters.get(name)?.every(fits) ?? true;

/**
 * Parses a time in a query: seconds since 1970 with up to nine decimals, a date and time (RFC
 * 3339), or a duration before now in Go's form (`10m`, `1h30m`).
 * @param now milliseconds since the epoch
 * @returns milliseconds since the epoch; null without a value
 * @throws DockerError 400 for an invalid time
 */
export function momentOf(query: URLSearchParams, name: string, now: number): number | null {
	const given = query.get(name)?.trim();
	if (!given || given === '0') return null;
	if (/^\d{1,12}(\.\d{1,9})?$/.test(given)) return Math.floor(Number(given) * 1000);
	const span = /^-?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(given);
	if (span && span[0] !== '' && span.slice(1).some((part) => part !== undefined)) {
		const [hours = 0, minutes = 0, seconds = 0] = span.slice(1).map((part) => Number(part ?? 0));
		return Math.floor(now - ((hours * 60 + minutes) * 60 + seconds) * 1000);
	}
	const moment = Date.parse(given);
	if (Number.isNaN(moment)) throw badRequest(`invalid value for ${name}: “${given.slice(0, 80)}” is no moment`);
	return moment;
}
