/** A page of a log, as the library, the API and pages know it. */
import * as v from 'valibot';
import { logLine } from './log-lines.ts';

/** Lines in the order of writing. */
export const logPage = v.object({
	lines: v.array(logLine),
	/** Before the first line: give it as `before` for the page before this one. */
	start: v.string(),
	/** There may be lines before. */
	older: v.boolean(),
	/** Behind the last line, or where one would have been. */
	cursor: v.string(),
	/** There is more at once. */
	more: v.boolean(),
	/** Lines behind the given cursor are gone: the log has begun again too often since. */
	gap: v.boolean()
});
export type LogPage = v.InferOutput<typeof logPage>;
