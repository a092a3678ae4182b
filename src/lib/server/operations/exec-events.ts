/** Streams the output of a recorded command as server-sent events. */
import type { ExecPiece, RecordedEnd } from '../containers/types.ts';
import { toOutput } from './exec-output.ts';
import type { ServerEvent } from './types.ts';

/**
 * Yields one event for each piece; the last event is `exit`. The next piece is read when the reader
 * requests it.
 * @param read delivers pieces from the reader's position on, and resolves with the command's end
 */
export async function* recordedEvents(
	read: (fn: (piece: ExecPiece) => Promise<void>, signal: AbortSignal) => Promise<RecordedEnd>,
	signal: AbortSignal
): AsyncGenerator<ServerEvent, void> {
	const leaving = new AbortController();
	let wanted: () => void = () => {};
	let give: (event: ServerEvent | null) => void = () => {};
	let next = new Promise<ServerEvent | null>((resolve) => (give = resolve));
	const hand = async (event: ServerEvent) => {
		const taken = new Promise<void>((resolve) => (wanted = resolve));
		give(event);
		await taken;
	};
	const ended = read((piece) => hand(eventOf(piece)), AbortSignal.any([signal, leaving.signal])).finally(() =>
		give(null)
	);
	ended.catch(() => {});
	try {
		for (;;) {
			const event = await next;
			if (event === null) break;
			next = new Promise((resolve) => (give = resolve));
			yield event;
			wanted();
		}
		const { exitCode, reason } = await ended;
		yield { event: 'exit', data: { exitCode, reason } };
	} finally {
		leaving.abort(new Error('nobody reads any more'));
		wanted();
	}
}

function eventOf(piece: ExecPiece): ServerEvent {
	if ('gap' in piece) return { event: 'gap', data: { from: piece.at }, id: String(piece.at) };
	const { at, stream, bytes, time } = piece;
	const data = { stream, output: toOutput(bytes), from: at, at: time };
	return { event: 'output', data, id: String(at + bytes.length) };
}
