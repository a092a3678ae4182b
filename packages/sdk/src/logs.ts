/** Following a log. */
import type { CallOptions, QueryText } from './call.ts';
import type { JobsLogAnswer, JobsLogQuery, LogLine } from './generated.ts';
import { sleep } from './retry.ts';

/** Milliseconds between two looks. */
const LOOK = 1000;

type Chosen = Omit<JobsLogQuery, 'before' | 'until' | 'limit'>;

export interface FollowLogOptions extends Chosen, CallOptions {
	/** Of a pup with several services, or of the box. */
	service?: QueryText | undefined;
	/** Milliseconds between two looks for new lines; default 1000. */
	pollMs?: number | undefined;
	/** Called where lines are gone that were not read yet: the log was begun anew too often. */
	onGap?: (() => void) | undefined;
}

/**
 * Lines of a log: those that `tail`, `since` or `after` ask for, then each new one, once. It asks
 * again with the cursor of the last answer, so nothing is lost while the box is away, and a search
 * is the box's own.
 * @param read one page
 */
export async function* followLog(
	read: (options: FollowLogOptions) => Promise<JobsLogAnswer>,
	options: FollowLogOptions
): AsyncGenerator<LogLine> {
	const { tail: _tail, since: _since, ...later } = options;
	let page = await read(options);
	for (;;) {
		if (page.gap) options.onGap?.();
		yield* page.lines;
		if (!page.more) await sleep(options.pollMs ?? LOOK, options.signal);
		page = await read({ ...later, after: page.cursor });
	}
}
