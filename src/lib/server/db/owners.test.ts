import { getTableName } from 'drizzle-orm';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TABLE_OWNERS } from './owners.ts';
import * as tables from './schema.ts';

type Table = keyof typeof TABLE_OWNERS;
const ownerOf = TABLE_OWNERS as Record<string, string>;
const bySqlName = new Map<string, Table>(
	Object.entries(tables).map(([name, table]) => [getTableName(table), name as Table])
);

/**
 * Tables that a source text names: through Drizzle (`tables.x`, `const { x } = tables`) or in SQL.
 */
function tablesIn(text: string): Set<string> {
	const found = new Set<string>();
	for (const [, name] of text.matchAll(/\btables\.(\w+)/g)) if (name) found.add(name);
	for (const [, names] of text.matchAll(/\{([^{}]*)\}\s*=\s*tables\b/g)) {
		for (const one of (names ?? '').split(',')) found.add(one.split(':')[0]!.trim());
	}
	for (const [, name] of text.matchAll(/\b(?:FROM|JOIN|INTO|UPDATE|TABLE|ON)\s+[`"]?(\w+)/g)) {
		const table = bySqlName.get(name ?? '');
		if (table) found.add(table);
	}
	return new Set([...found].filter((name) => name in ownerOf));
}

/**
 * Other rooms' rows that files of this room read from a database that no room has open, with the
 * reason.
 */
const EXCEPTIONS: Record<string, string> = {
	'db/copies.ts touches pups of pups': 'names the pups of a copy, for the owner who chooses one to restore',
	'db/replace.ts touches pups of pups': 'a database without pups and jobs may be replaced unasked',
	'db/replace.ts touches jobs of jobs': 'a database without pups and jobs may be replaced unasked'
};

describe('tables', () => {
	it('are found however they are named', () => {
		expect([...tablesIn('db.select().from(tables.pups)')]).toEqual(['pups']);
		expect([...tablesIn('const { images: layers, jobs } = tables;')]).toEqual(['images', 'jobs']);
		expect([...tablesIn('`SELECT 1 FROM job_steps JOIN "pup_config"`')]).toEqual(['jobSteps', 'pupConfig']);
	});

	it('are touched by the room that owns them alone', () => {
		const server = join(import.meta.dirname, '..');
		const strangers: string[] = [];
		const touched = new Set<string>();
		for (const entry of readdirSync(server, { recursive: true, withFileTypes: true })) {
			if (!entry.isFile() || !/\.ts$/.test(entry.name) || /\.test\.ts$/.test(entry.name)) continue;
			const file = relative(server, join(entry.parentPath, entry.name));
			const room = file.split(sep)[0]!;
			if (file.startsWith(`db${sep}schema`)) continue;
			for (const table of tablesIn(readFileSync(join(server, file), 'utf8'))) {
				touched.add(table);
				if (ownerOf[table] !== room) strangers.push(`${file} touches ${table} of ${ownerOf[table]}`);
			}
		}
		expect(strangers.sort()).toEqual(Object.keys(EXCEPTIONS).sort());
		// The search itself still finds tables.
		expect([...touched].length).toBeGreaterThan(8);
	});
});
