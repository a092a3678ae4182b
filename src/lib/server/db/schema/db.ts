/** Settings of the box. */
import { sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * Small facts about the box: name, time zone, setup draft, claim code hash … one JSON value each.
 */
export const settings = sqliteTable('settings', {
	key: text('key').primaryKey(),
	value: text('value', { mode: 'json' }).notNull()
});
