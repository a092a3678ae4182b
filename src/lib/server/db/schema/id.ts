import { text } from 'drizzle-orm/sqlite-core';

/** The key of a table whose rows have a name of their own. */
export const id = () => text('id').primaryKey();
