/**
 * Reads what nginx logs about the gateway: requests that passed, and requests that were refused.
 */
import { join } from 'node:path';
import * as v from 'valibot';
import { REQUESTS_LOG } from '../host/index.ts';
import { tailLog } from './tailed-log.ts';
import type { GatewayRequest } from './types.ts';

/** Longer lines are dropped, characters: a pup may send a method of 60 kB. */
const MOST_LINE = 16_384;

/** Copies the text, because a substring would keep the whole line in memory. */
const text = (most: number) =>
	v.pipe(
		v.string(),
		v.transform((value) => Buffer.from(value.slice(0, most)).toString())
	);
/** A line of `requests.log`. For its format see log_format in `host/gateway/config-text.ts`. */
const line = v.object({
	at: v.number(),
	from: text(45),
	interface: text(64),
	method: text(32),
	path: text(512),
	status: v.number(),
	bytes: v.number(),
	refused: text(64)
});

/** Parses a line; null for an invalid one. */
export function requestOf(given: string): GatewayRequest | null {
	if (given.length > MOST_LINE) return null;
	let json: unknown;
	try {
		json = JSON.parse(given);
	} catch {
		return null;
	}
	const read = v.safeParse(line, json);
	if (!read.success) return null;
	const { at, interface: name, refused, ...rest } = read.output;
	return {
		...rest,
		at: Math.round(at * 1000),
		interface: name === '' || name === '-' ? null : name,
		refused: refused === '' ? (rest.status === 400 ? 'malformed' : null) : refused
	};
}

export interface GatewayNews {
	/** Reads new lines. */
	read(): void;
	close(): void;
}

/**
 * @param folder in which nginx writes
 * @param onRequests receives the requests since the last read
 */
export function openGatewayNews(folder: string, onRequests: (batch: GatewayRequest[]) => void): GatewayNews {
	const requests = tailLog(join(folder, REQUESTS_LOG), (lines) => {
		const batch = lines.flatMap((one) => requestOf(one) ?? []);
		if (batch.length > 0) onRequests(batch);
	});
	return { read: () => void requests.read(), close: () => requests.close() };
}
