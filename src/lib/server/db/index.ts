/** Door of the db room: the SQLite file, its tables, its settings and its copies. */
export { openDatabase, type BoxDatabase, type Database } from './database.ts';
export * as tables from './schema.ts';
export {
	copiesFolder,
	createDatabaseCopies,
	listCopies,
	readCopy,
	type CopyContent,
	type CopyProblem,
	type DatabaseCopies,
	type DatabaseCopy
} from './copies.ts';
export { inspectDatabase, replaceDatabase, replacedDatabase, type DatabaseState, type Replaced } from './replace.ts';
export { bootedAnew } from './boots.ts';
export type { AfterCommit } from './after-commit.ts';
export type { Settings } from './settings.ts';
export { copiesBeforeMigrations } from './migrate.ts';
