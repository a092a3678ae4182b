/** A page of a log, as the library, the API and pages exchange it. */
import * as v from 'valibot';
import { logLine } from './log-lines.ts';

/** Lines in the order of writing. */
export const logPage = v.object({
	lines: v.array(logLine),
	/** Position before the first line: send it as `before` for the previous page. */
	start: v.string(),
	/** Whether there may be earlier lines. */
	older: v.boolean(),
	/** Position after the last line, or where one would have been. */
	cursor: v.string(),
	/** Whether more lines can be read now. */
	more: v.boolean(),
	/**
	 * Whether lines after the given cursor no longer exist, because the log has been rotated too
	 * often since.
	 */
	gap: v.boolean()
});
export type LogPage = v.InferOutput<typeof logPage>;
