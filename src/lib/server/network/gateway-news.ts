/** What nginx tells of the gateway: what passed or was refused, and for what is open. */
import { join } from 'node:path';
import * as v from 'valibot';
import { GATEWAY_LOGS } from '../host/index.ts';
import { tailLog } from './tailed-log.ts';
import type { GatewayRequest } from './types.ts';

/** Connections that are remembered; those of longest ago are forgotten first. */
const MAX_KNOWN = 20_000;

/** A line of more is none that is told on, characters: a pup may send a method of 60 kB. */
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

/** `2026/11/27 20:31:15 [warn] 12#12: *3 js: dbx-note 10.69.1.2 51234 core, client: …` */
const NOTE = /^[\d/]+ [\d:]+ \[warn\] \d+#\d+: \*\d+ js: dbx-note ([\d.]+) (\d+) ([\w.-]+)(?:,|$)/;

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
	/** The interface that a connection was last used for; undefined where that is not known. */
	usedFor(from: string, port: number): string | undefined;
	close(): void;
}

/**
 * @param folder in which nginx writes
 * @param onRequests gets what has come since the last look
 */
export function openGatewayNews(folder: string, onRequests: (batch: GatewayRequest[]) => void): GatewayNews {
	const known = new Map<string, string>();
	const requests = tailLog(join(folder, GATEWAY_LOGS.requests), (lines) => {
		const batch = lines.flatMap((one) => requestOf(one) ?? []);
		if (batch.length > 0) onRequests(batch);
	});
	const notes = tailLog(join(folder, GATEWAY_LOGS.notes), (lines) => {
		for (const one of lines) {
			const [, from, port, name = '-'] = NOTE.exec(one) ?? [];
			if (from === undefined) continue;
			const key = `${from} ${port}`;
			known.delete(key);
			known.set(key, name.toLowerCase());
		}
		for (const key of known.keys()) {
			if (known.size <= MAX_KNOWN) break;
			known.delete(key);
		}
	});
	return {
		read() {
			requests.read();
			// What is lost could say that a connection is used for something else by now.
			if (notes.read()) known.clear();
		},
		usedFor(from, port) {
			const name = known.get(`${from} ${port}`);
			return name === '-' ? undefined : name;
		},
		close() {
			requests.close();
			notes.close();
		}
	};
}
