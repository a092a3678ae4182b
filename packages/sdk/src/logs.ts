/** Following a log. */
import type { CallOptions, FollowOptions } from './call.ts';
import { sleep } from './retry.ts';

/** Milliseconds between two looks. */
const POLL_MS = 1000;

/** What is looked at of a page of a log. */
interface Page {
	lines: readonly unknown[];
	/** Behind the last line. */
	cursor: string;
	/** There is more at once. */
	more: boolean;
	/** Lines behind the given cursor are gone. */
	gap: boolean;
}

/**
 * Lines of a log: those that `tail`, `since` or `after` ask for, then each new one, once. It asks
 * again with the cursor of the last answer, so nothing is lost while the box is away, and a search
 * is the box's own.
 * @param read one page
 * @param options of the operation that reads it
 */
export async function* followLog(
	read: (options: object) => Promise<Page>,
	options: FollowOptions & CallOptions & Record<string, unknown>
): AsyncGenerator<unknown> {
	const { tail: _tail, since: _since, pollMs, onGap, ...later } = options;
	let page = await read(options);
	for (;;) {
		if (page.gap) onGap?.();
		yield* page.lines;
		if (!page.more) await sleep(pollMs ?? POLL_MS, options.signal);
		page = await read({ ...later, after: page.cursor });
	}
}
