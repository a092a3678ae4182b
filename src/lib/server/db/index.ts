/** Door of the db room: the one SQLite file, its tables, and its settings. */
export { openDatabase, type BoxDatabase, type Database, type DatabaseOptions } from './database.ts';
export * as tables from './schema.ts';
export type { AfterCommit } from './after-commit.ts';
export type { Settings } from './settings.ts';
