/** The change log. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ChangeBody } from '../../../contract/live.ts';

/**
 * The append-only change log. AUTOINCREMENT: a number is never used twice, not even after pruning.
 */
export const changes = sqliteTable('changes', {
	seq: integer('seq').primaryKey({ autoIncrement: true }),
	at: integer('at').notNull(),
	body: text('body', { mode: 'json' }).$type<ChangeBody>().notNull()
});
