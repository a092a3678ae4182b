import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { manifestOf } from '../../../../../tests/support/offers.ts';
import { idOf, pupRows } from '../../../../../tests/support/pup-rows.ts';
import { openDatabase, type Database } from '../../db/index.ts';

const migrations = new URL('../../../../../drizzle', import.meta.url).pathname;
let database: Database;
let rows: ReturnType<typeof pupRows>;

beforeEach(() => {
	database = openDatabase({ file: ':memory:', migrations });
	rows = pupRows(database);
	for (const name of ['Node', 'Shop']) rows.admit(manifestOf(name, '1.0.0', {}));
});
afterEach(() => {
	vi.restoreAllMocks();
	database.close();
});

it('parses a manifest once, however often and in whatever way it is read', () => {
	const before = rows.all();
	const parse = vi.spyOn(JSON, 'parse');
	const read = [rows.all()[0], rows.get(idOf('Node')), rows.find(idOf('Node')), rows.bySourceAndName('s', 'Node')];
	for (const row of read) if (row) expect(row.manifest).toBe(before[0]!.manifest);
	const manifests = parse.mock.calls.filter(([text]) => text.includes('"manifestVersion"'));
	expect(manifests).toEqual([]);
});

it('reads one anew that was exchanged, and no other', () => {
	const [node, shop] = rows.all();
	rows.set(node!.id, { version: '2.0.0', manifest: manifestOf('Node', '2.0.0', {}) });
	expect(rows.get(node!.id).manifest.meta.version).toBe('2.0.0');
	expect(rows.get(shop!.id).manifest).toBe(shop!.manifest);
});

it('leaves what else is JSON in a row as it was', () => {
	const id = idOf('Node');
	rows.set(id, { layers: ['a', 'b'], dataOwner: { uid: 1, gid: 2 } });
	expect(rows.get(id)).toMatchObject({ layers: ['a', 'b'], dataOwner: { uid: 1, gid: 2 }, dev: false });
});
