/** Addresses of boxes and of their operations. */
import type { CallOptions, OperationRow } from './call.ts';
import { DogeboxError } from './errors.ts';

const API = '/api/v1';

const wrongCall = (message: string) => new DogeboxError('invalid-call', message);

/**
 * The address of a box, without a slash at its end.
 * @throws DogeboxError `invalid-call`
 */
export function boxAddress(given: string | URL): string {
	let url: URL;
	try {
		url = new URL(given);
	} catch {
		throw wrongCall(`“${String(given)}” is no address; give http://… or https://…`);
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:') throw wrongCall('The address of a box is http or https.');
	if (url.username !== '' || url.password !== '') throw wrongCall('Give a token as `token`, not in the address.');
	if (url.search !== '' || url.hash !== '') throw wrongCall('The address of a box has no query and no fragment.');
	return url.href.replace(/\/+$/, '');
}

function pathPart(row: OperationRow, name: string, value: unknown): string {
	if (typeof value !== 'string' || value === '' || value === '.' || value === '..') {
		throw wrongCall(`${row.id}: “${name}” is not given, or cannot stand in an address.`);
	}
	return encodeURIComponent(value);
}

/** One value of the query as the box reads it. */
function queryText(row: OperationRow, option: string, value: unknown): string {
	if (typeof value === 'boolean') return row.bits?.includes(option) ? (value ? '1' : '0') : String(value);
	if (typeof value === 'string' || typeof value === 'number') return String(value);
	if (Array.isArray(value)) return value.join(',');
	throw wrongCall(`${row.id}: “${option}” cannot stand in an address.`);
}

/**
 * Path and query of a call.
 * @param args of its method: what stands in the path, then the body where it has one, then options
 * @throws DogeboxError `invalid-call`
 */
export function callOf(
	row: OperationRow,
	args: readonly unknown[]
): { path: string; body: unknown; options: CallOptions } {
	let at = 0;
	const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => pathPart(row, name, args[at++]));
	const body = row.body === undefined ? undefined : args[at++];
	if (row.body !== undefined && body === undefined) throw wrongCall(`${row.id}: the body is not given.`);
	const options = (args[at] ?? {}) as CallOptions & Record<string, unknown>;
	const query = new URLSearchParams();
	for (const option of row.query ?? []) {
		const value = options[option];
		if (value === undefined || value === null) continue;
		query.append(option.replace(/_$/, ''), queryText(row, option, value));
	}
	const search = query.toString();
	return { path: `${API}${path}${search && `?${search}`}`, body, options };
}
