import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openSqlite } from './sqlite.js';

it('opens databases on the Node that runs', () => {
	const db = openSqlite(':memory:');
	expect(db.prepare("SELECT 'here' AS word").get()).toEqual({ word: 'here' });
	db.close();
});

it('is installed without a compiler where Node speaks Node-API 10', () => {
	const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
		packages: Record<string, { gypfile?: boolean }>;
	};
	expect(
		lock.packages['node_modules/better-sqlite3-napi']?.gypfile,
		'put "gypfile": false back into package-lock.json (docs/decisions/0007-two-builds-of-sqlite.md)'
	).toBe(false);
});
