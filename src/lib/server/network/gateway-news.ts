/** What nginx tells of the gateway: what passed, and what was refused. */
import { join } from 'node:path';
import * as v from 'valibot';
import { REQUESTS_LOG } from '../host/index.ts';
import { tailLog } from './tailed-log.ts';
import type { GatewayRequest } from './types.ts';

/** A longer line is not passed on, characters: a pup may send a method of 60 kB. */
const MOST_LINE = 16_384;

/** A copy: a part of a text keeps all of it in memory. */
const text = (most: number) =>
	v.pipe(
		v.string(),
		v.transform((value) => Buffer.from(value.slice(0, most)).toString())
	);
/** A line of `requests.log`; see the log_format of `host/gateway/config-text.ts`. */
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

/** A line as a request; null for what is none. */
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
	/** Reads what has come. */
	read(): void;
	close(): void;
}

/**
 * @param folder in which nginx writes
 * @param onRequests gets what has come since the last look
 */
export function openGatewayNews(folder: string, onRequests: (batch: GatewayRequest[]) => void): GatewayNews {
	const requests = tailLog(join(folder, REQUESTS_LOG), (lines) => {
		const batch = lines.flatMap((one) => requestOf(one) ?? []);
		if (batch.length > 0) onRequests(batch);
	});
	return { read: () => void requests.read(), close: () => requests.close() };
}
