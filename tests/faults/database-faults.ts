/**
 * What can have happened to a box's database between two starts. To add a fault, add a row below.
 */
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../src/sqlite.js';

export interface DatabaseFault {
	name: string;
	/** @param data data folder of a stopped box that has at least one copy */
	happen(data: string): void;
	/** Part of the title of the recovery page. */
	title: string;
	/** Also tested with `npm test`. The other faults run only with `npm run test:faults`. */
	always?: boolean;
}

const file = (data: string) => join(data, 'dogebox.db');
const beside = (data: string) => ['-wal', '-shm'].map((end) => file(data) + end);
const dropBeside = (data: string) => beside(data).forEach((path) => rmSync(path, { force: true }));

export const DATABASE_FAULTS: DatabaseFault[] = [
	{
		name: 'is empty',
		happen: (data) => truncateSync(file(data), 0),
		title: 'is empty'
	},
	{
		name: 'is gone',
		happen: (data) => rmSync(file(data)),
		title: 'is missing',
		always: true
	},
	{
		name: 'is a fresh one',
		happen(data) {
			dropBeside(data);
			rmSync(file(data));
			const fresh = openSqlite(file(data));
			fresh.exec('CREATE TABLE fresh (a)');
			fresh.close();
		},
		title: 'is a new one'
	},
	{
		name: 'is text',
		happen: (data) => writeFileSync(file(data), 'not a database '.repeat(1000)),
		title: 'is damaged'
	},
	{
		name: 'has zeros in its middle',
		happen(data) {
			const bytes = readFileSync(file(data));
			bytes.fill(0, 8192, bytes.length - 4096);
			writeFileSync(file(data), bytes);
		},
		title: 'is damaged',
		always: true
	},
	{
		name: 'was cut off',
		happen: (data) => truncateSync(file(data), readFileSync(file(data)).length - 8192),
		title: 'is damaged'
	},
	{
		name: 'is another program’s',
		happen(data) {
			dropBeside(data);
			rmSync(file(data));
			const other = openSqlite(file(data));
			other.exec('CREATE TABLE pups (a); CREATE TABLE settings (b)');
			other.close();
		},
		title: 'could not be brought to this version'
	},
	{
		name: 'is of a newer version',
		happen(data) {
			const newer = openSqlite(file(data));
			newer.exec("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 9e15)");
			newer.close();
		},
		title: 'newer version',
		always: true
	}
];

const MIGRATIONS = join(import.meta.dirname, '../../drizzle');

/** Statements that revert the newest migration. It may only add columns. */
function undoNewest(): string[] {
	const journal = JSON.parse(readFileSync(join(MIGRATIONS, 'meta/_journal.json'), 'utf8')) as {
		entries: { tag: string }[];
	};
	const { tag } = journal.entries.at(-1)!;
	const statements = readFileSync(join(MIGRATIONS, `${tag}.sql`), 'utf8').split('--> statement-breakpoint');
	return statements.map((statement) => {
		const [, table, column] = /^\s*ALTER TABLE `(\w+)` ADD `(\w+)` [^;]*;\s*$/.exec(statement) ?? [];
		if (!column) throw new Error(`${tag} does more than add columns: say here how it is taken back`);
		return `ALTER TABLE ${table} DROP COLUMN ${column}`;
	});
}

/** Turns a copy into one of the previous version, before the newest migration. */
export function agedCopy(path: string): void {
	const copy = openSqlite(path);
	for (const statement of undoNewest()) copy.exec(statement);
	copy.exec('DELETE FROM __drizzle_migrations WHERE created_at = (SELECT max(created_at) FROM __drizzle_migrations)');
	copy.close();
}
