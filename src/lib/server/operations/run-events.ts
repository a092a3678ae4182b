/** Streams a command that runs in a box of its own as server-sent events. */
import type { OpenedRun } from '../boxes/types.ts';
import { outputPieces } from './exec-output.ts';
import { publicError } from './public-error.ts';
import type { ServerEvent } from './types.ts';

/** Lines of progress that are queued for a reader; further lines are left out. */
const MOST_LINES = 200;

/**
 * Yields the box, the progress of its creation, the command's output and its exit. The box is
 * removed after the last event was taken, or when the reader goes away.
 * @param how.unexpected receives errors that are not a BoxError
 */
export async function* runEvents(
	opened: OpenedRun,
	how: { stdin: string | undefined; unexpected(error: unknown): void },
	signal: AbortSignal
): AsyncGenerator<ServerEvent, void> {
	const gone = new AbortController();
	try {
		const { id: boxId, name } = opened.box;
		yield { event: 'made', data: { boxId, name } };
		const lines: string[] = [];
		let wake: () => void = () => {};
		const log = (line: string) => {
			if (lines.length < MOST_LINES) lines.push(line);
			wake();
		};
		let begun = false;
		const beginning = opened.begin({ log }, AbortSignal.any([signal, gone.signal])).finally(() => {
			begun = true;
			wake();
		});
		beginning.catch(() => {});
		for (;;) {
			for (const line of lines.splice(0)) yield { event: 'progress', data: { line } };
			if (begun) break;
			if (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
		}
		const { session, ended } = await beginning;
		session.stdin.end(how.stdin ?? '');
		yield { event: 'started', data: {} };
		for await (const { stream, output } of outputPieces(session)) yield { event: stream, data: output };
		yield { event: 'exit', data: await ended };
	} catch (error) {
		if (signal.aborted) return;
		yield { event: 'error', data: publicError(error, (fault) => how.unexpected(fault)) };
	} finally {
		gone.abort(new Error('nobody reads any more'));
		await opened.close();
	}
}
