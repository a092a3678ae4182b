/** Sends server-sent events (HTML living standard, 9.2). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toProblem } from '../../contract/errors.ts';
import type { EventStream, ServerEvent } from '../operations/index.ts';
import { drained } from '../streams/index.ts';
import { ALWAYS } from './answers.ts';

/** Milliseconds of silence until a comment is sent, because proxies close idle connections. */
const HEARTBEAT = 15_000;

/**
 * Formats an event. Names and ids contain no line ends, because the program itself chooses them.
 */
function eventText({ event, id, data, json = JSON.stringify(data) }: ServerEvent): string {
	return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${json}\n\n`;
}

/**
 * Sends events until their source or the reader ends. If the source fails midway, the last event is
 * `error` with a problem. A reader that the source finds too slow is disconnected.
 * @param signal aborted when the stream is to end
 */
export async function sendEvents(
	req: IncomingMessage,
	res: ServerResponse,
	events: EventStream,
	headers: Record<string, string | string[]>,
	options: { signal: AbortSignal; requestId: string; failed(error: unknown): void }
): Promise<void> {
	res.writeHead(200, {
		...ALWAYS,
		'content-type': 'text/event-stream; charset=utf-8',
		// Prevents buffering by proxies that collect or compress answers.
		'cache-control': 'no-store, no-transform',
		'x-accel-buffering': 'no',
		...headers
	});
	if (req.method === 'HEAD') {
		res.end();
		return;
	}
	res.flushHeaders();
	const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT).unref();
	const { signal } = options;
	const source = events[Symbol.asyncIterator]();
	const { dropped } = events;
	const ended = new Promise<{ done: true; value: undefined }>((resolve) => {
		const end = () => resolve({ done: true, value: undefined });
		if (signal.aborted) end();
		else signal.addEventListener('abort', end, { once: true });
		dropped?.addEventListener('abort', end, { once: true });
	});
	try {
		for (;;) {
			const next = await Promise.race([source.next(), ended]);
			if (next.done) break;
			heartbeat.refresh();
			if (!res.write(eventText(next.value))) await Promise.race([drained(res), ended]);
		}
	} catch (error) {
		options.failed(error);
		res.write(eventText({ event: 'error', data: toProblem(error, options.requestId) }));
	} finally {
		clearInterval(heartbeat);
		// Does not wait for a source that is waiting for its next event: the source has the signal.
		source.return?.().catch(() => undefined);
		if (dropped?.aborted) res.destroy();
		else res.end();
	}
}
