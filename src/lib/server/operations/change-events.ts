/** Streams changes of the box as events, starting at any position in the change log. */
import { invalidInput } from '../../contract/errors.ts';
import type { Change } from '../../contract/live.ts';
import { isWanted, type ChangeFilter, type Events } from '../events/index.ts';
import type { EventStream, ServerEvent } from './types.ts';

/** Characters of changes that may be queued for a reader; a reader further behind is cut off. */
const MAX_BEHIND = 4 * 1024 * 1024;
/** Filtered-out changes after which a reader is sent its position. */
const REPORT_EVERY = 200;

/** Cached JSON of a change, shared by all followers. */
const texts = new WeakMap<Change, string>();
function jsonOf(change: Change): string {
	const text = texts.get(change) ?? JSON.stringify(change);
	texts.set(change, text);
	return text;
}

/**
 * Parses the number of a change from a `Last-Event-ID` header.
 * @throws BoxError 422 `invalid-input`
 */
export function lastNumber(header: string | undefined): number | undefined {
	if (header === undefined || header === '') return undefined;
	if (!/^\d{1,15}$/.test(header)) {
		throw invalidInput('The Last-Event-ID is not the number of a change.', { 'Last-Event-ID': 'Give a number.' });
	}
	return Number(header);
}

/**
 * Follows the change log. It subscribes before it returns, so no change is lost between the
 * replayed changes and the new ones.
 * @param options.after number of the last change that the caller knows; undefined for new changes
 * only
 * @param options.signal ends the stream
 * @param options.ended called once, after it has unsubscribed
 * @param options.maxBehind characters that may be queued for the reader
 */
export function changeEvents(
	events: Events,
	about: { boot: string; version: string },
	options: ChangeFilter & {
		after?: number | undefined;
		signal: AbortSignal;
		ended: () => void;
		maxBehind?: number;
	}
): EventStream {
	const { after, signal, ended, maxBehind = MAX_BEHIND } = options;
	const tooSlow = new AbortController();
	let waiting: { event: ServerEvent; size: number }[] = [];
	let behind = 0;
	let passed = 0;
	let wake = () => {};

	function write(event: ServerEvent, size: number): void {
		waiting.push({ event, size });
		behind += size;
		if (behind > maxBehind) {
			waiting = [];
			tooSlow.abort();
		}
		wake();
	}
	function take(change: Change): void {
		const { seq } = change;
		if (isWanted(change, options)) {
			passed = 0;
			const json = jsonOf(change);
			write({ event: change.body.kind, id: String(seq), data: change, json }, json.length);
		} else if (++passed >= REPORT_EVERY) {
			passed = 0;
			write({ event: 'passed', id: String(seq), data: { seq } }, 40);
		}
	}

	const { seq } = events;
	const missed = after === undefined ? [] : events.since(after);
	write({ event: 'hello', ...(after === undefined && { id: String(seq) }), data: { seq, ...about } }, 100);
	const replay = missed?.filter((change) => isWanted(change, options)) ?? [];
	// The reader has read nothing yet, so a replay beyond the queue's limit would cut it off.
	const tooMuch = replay.reduce((sum, change) => sum + jsonOf(change).length, 0) > maxBehind / 2;
	if (missed === null || tooMuch) write({ event: 'resync', id: String(seq), data: { seq } }, 40);
	else for (const change of missed) take(change);
	const leave = events.subscribe(take);
	const stop = () => {
		leave();
		signal.removeEventListener('abort', stop);
		tooSlow.signal.removeEventListener('abort', stop);
		wake();
		ended();
	};
	signal.addEventListener('abort', stop, { once: true });
	tooSlow.signal.addEventListener('abort', stop, { once: true });
	if (signal.aborted || tooSlow.signal.aborted) stop();

	async function* read(): AsyncGenerator<ServerEvent, void> {
		try {
			while (!signal.aborted && !tooSlow.signal.aborted) {
				const next = waiting.shift();
				if (next) {
					behind -= next.size;
					yield next.event;
				} else await new Promise<void>((resolve) => (wake = resolve));
			}
		} finally {
			stop();
		}
	}
	return Object.assign(read(), { dropped: tooSlow.signal });
}
