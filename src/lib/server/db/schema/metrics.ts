/** Samples over time. */
import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Downsampled samples: `resolution` seconds per row, 60 for a day and 900 for thirty. `subject` is
 * `box` or a pup id.
 */
export const metrics = sqliteTable(
	'metrics',
	{
		subject: text('subject').notNull(),
		resolution: integer('resolution').notNull(),
		at: integer('at').notNull(),
		cpu: real('cpu').notNull(),
		memory: real('memory').notNull(),
		rx: real('rx').notNull(),
		tx: real('tx').notNull(),
		pids: real('pids').notNull(),
		read: real('read').notNull().default(0),
		write: real('write').notNull().default(0),
		/** Slowly changing values by name, JSON; null for none. */
		gauges: text('gauges')
	},
	(t) => [primaryKey({ columns: [t.subject, t.resolution, t.at] })]
);
