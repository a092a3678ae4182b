import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isDamage, openSqlite } from './sqlite.js';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dbx-sqlite-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Returns SQLite's error when a file is read completely. */
function errorOf(file: string): unknown {
	let db;
	try {
		db = openSqlite(file, { fileMustExist: true });
		db.prepare('SELECT sum(length(text)) FROM t').get();
	} catch (error) {
		return error;
	} finally {
		db?.close();
	}
	return null;
}

function filled(): string {
	const file = join(folder, 'a.db');
	const db = openSqlite(file);
	db.exec('CREATE TABLE t (text TEXT)');
	const add = db.prepare('INSERT INTO t VALUES (?)');
	for (let i = 0; i < 50; i++) add.run('x'.repeat(2000));
	db.close();
	return file;
}

describe('damage', () => {
	it('is seen in a file that is cut off, and in one that is no database', () => {
		const file = filled();
		expect(errorOf(file)).toBeNull();
		truncateSync(file, 3 * 4096 + 100);
		expect(isDamage(errorOf(file))).toBe(true);
		writeFileSync(file, 'no database at all'.repeat(1000));
		expect(isDamage(errorOf(file))).toBe(true);
	});

	it('is not what only cannot be opened now', () => {
		const error = errorOf(join(folder, 'none.db'));
		expect(error).toMatchObject({ code: 'SQLITE_CANTOPEN' });
		expect(isDamage(error)).toBe(false);
		for (const other of ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR_READ', 7, undefined]) {
			expect(isDamage({ code: other })).toBe(false);
		}
		for (const none of [null, undefined, 'SQLITE_CORRUPT']) expect(isDamage(none)).toBe(false);
	});
});
