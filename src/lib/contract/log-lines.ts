/** Lines of logs, positions between them, and how much is kept. */
import * as v from 'valibot';

/** An opaque position in the logs of a pup. The empty cursor is before everything. */
export const logCursor = v.pipe(v.string(), v.maxLength(8192), v.regex(/^[\w.~-]*$/, 'This is not a cursor of a log.'));

export const logLine = v.object({
	/** Milliseconds since the epoch. */
	at: v.number(),
	service: v.string(),
	stream: v.picklist(['stdout', 'stderr']),
	text: v.string(),
	/** Identifies this line; send it as `after` to continue after it. */
	cursor: v.string(),
	/** Whether the box wrote the line, not the service. */
	box: v.optional(v.boolean())
});
export type LogLine = v.InferOutput<typeof logLine>;

/** How much of the log of each service of a pup is kept. */
export const logLimitChange = v.object({
	fileBytes: v.pipe(
		v.number('Give a number of bytes.'),
		v.integer('Give a whole number of bytes.'),
		v.minValue(64_000, 'Give at least 64 kB.'),
		v.maxValue(1e9, 'Give at most 1 GB.')
	),
	/** Files of the log, including the one that is written to. */
	files: v.pipe(
		v.number('Give a number of files.'),
		v.integer('Give a whole number of files.'),
		v.minValue(2, 'Give at least 2 files.'),
		v.maxValue(100, 'Give at most 100 files.')
	)
});
export type LogLimitChange = v.InferOutput<typeof logLimitChange>;

export const logLimitState = v.object({ fileBytes: v.number(), files: v.number() });
