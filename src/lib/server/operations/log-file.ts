/**
 * A log as a file. It is read page by page as its reader takes it, so it is never whole in memory.
 */
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { LogLine, LogPage, LogQuery } from '../containers/index.ts';
import { HELD_BYTES } from '../held-bytes.ts';
import type { StreamAnswer } from './types.ts';

/** Lines per read. */
const PAGE = 2000;

export interface LogFileQuery {
	/** Milliseconds since the epoch. */
	since?: number | undefined;
	until?: number | undefined;
	format: 'text' | 'json';
	gzip: boolean;
}

/**
 * Returns the lines of a log up to now.
 * @param page reads one page
 * @param name of the file, without its extension
 */
export function logFile(
	page: (query: LogQuery) => Promise<LogPage>,
	{ since, until = Date.now(), format, gzip }: LogFileQuery,
	name: string
): StreamAnswer {
	const write = format === 'json' ? asJson : asText;
	async function* texts(): AsyncGenerator<string> {
		let next: LogQuery = since === undefined ? { after: '' } : { since };
		for (;;) {
			const { lines, cursor, more } = await page({ ...next, until, limit: PAGE });
			if (lines.length > 0) yield lines.map(write).join('');
			if (!more) return;
			next = { after: cursor };
		}
	}
	const plain = Readable.from(texts(), { objectMode: false, highWaterMark: HELD_BYTES });
	const end = `${format === 'json' ? 'jsonl' : 'log'}${gzip ? '.gz' : ''}`;
	const stamp = new Date(until).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
	return {
		stream: gzip ? zipped(plain) : plain,
		type: gzip ? 'application/gzip' : format === 'json' ? 'application/jsonl' : 'text/plain; charset=utf-8',
		name: `${name}-${stamp}.${end}`
	};
}

/** Compresses a stream. An error or an end on either side ends both streams. */
function zipped(plain: Readable): Readable {
	const gzip = createGzip();
	plain.on('error', (error) => gzip.destroy(error));
	gzip.on('close', () => plain.destroy());
	return plain.pipe(gzip);
}

function asText({ at, service, stream, text, box }: LogLine): string {
	const who = service === '' ? '' : `${service} `;
	return `${new Date(at).toISOString()} ${who}${box ? 'box' : stream} ${text}\n`;
}

function asJson({ cursor: _cursor, at, ...line }: LogLine): string {
	return `${JSON.stringify({ time: new Date(at).toISOString(), ...line })}\n`;
}
