import { text } from 'drizzle-orm/sqlite-core';

/** The primary key of a table whose rows have an id. */
export const id = () => text('id').primaryKey();
