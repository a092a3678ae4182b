import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pupRow } from '../../../../../tests/support/pup-row.ts';
import { parseManifest } from '../../../contract/manifest.ts';
import { openDatabase, type Database } from '../../db/index.ts';
import { createPupRows, createSignals, createStateMachine } from '../installed/index.ts';
import type { PupRows, StateMachine } from '../installed/index.ts';
import { createPageIndex } from './page-index.ts';
import { createPages } from './pages.ts';

let database: Database;
let rows: PupRows;
let states: StateMachine;

/** An installed pup with web pages at these ports inside its container. */
function pup(letter: string, pages: Record<string, number>) {
	const id = letter.repeat(32);
	const { manifest } = parseManifest({
		manifestVersion: 1,
		meta: { name: letter, version: '1.0.0' },
		container: {
			build: { debian: {} },
			services: [{ name: 'a', command: { exec: 'a' } }],
			exposes: [
				{ name: 'raw', type: 'tcp', port: 9 },
				...Object.entries(pages).map(([name, port]) => ({ name, type: 'http', port, webUI: true }))
			]
		}
	});
	const values = { manifest, enabled: true, layers: [], version: '1.0.0', sourcePath: '' };
	if (rows.find(id)) rows.set(id, values);
	else {
		states.admit({
			...pupRow(id, manifest),
			...values,
			name: letter,
			hostNumber: rows.freeHostNumber()
		});
	}
	return rows.get(id);
}

beforeEach(() => {
	database = openDatabase({
		file: ':memory:',
		migrations: new URL('../../../../../drizzle', import.meta.url).pathname
	});
	rows = createPupRows(database);
	states = createStateMachine({ database, signals: createSignals() });
});
afterEach(() => database.close());

describe('ports of pages', () => {
	const portsOf = (pages: ReturnType<typeof createPages>, id: string) =>
		Object.fromEntries(pages.of(id).map((page) => [page.name, page.port]));

	it('are such as no program holds, while there are others', () => {
		const pages = createPages(database, rows, { first: 100, last: 103 }, () => new Set([100, 102]));
		pages.allocate(pup('a', { one: 1, two: 2, three: 3 }));
		expect(portsOf(pages, 'a'.repeat(32))).toEqual({ one: 101, two: 103, three: 100 });
	});
	it('are one per page, in turn, and stay; one that was given back is given last', () => {
		const pages = createPages(database, rows, { first: 100, last: 109 });
		const a = pup('a', { Web: 80, Admin: 81 });
		const b = pup('b', { Web: 80 });
		pages.allocate(a);
		pages.allocate(b);
		expect([portsOf(pages, a.id), portsOf(pages, b.id)]).toEqual([{ Web: 100, Admin: 101 }, { Web: 102 }]);
		pages.allocate(pup('a', { Admin: 8081, New: 82 }));
		expect(portsOf(pages, a.id)).toEqual({ Admin: 101, New: 103 });
		expect(pages.of(a.id).find((page) => page.name === 'Admin')?.targetPort).toBe(8081);
		// After a restart, too, port 100, which was given back, is given last.
		const later = createPages(database, rows, { first: 100, last: 105 });
		const c = pup('c', { one: 1, two: 2, three: 3 });
		later.allocate(c);
		expect(portsOf(later, c.id)).toEqual({ one: 104, two: 105, three: 100 });
	});

	it('are taken from what is uninstalled when none is left, and else refused', () => {
		const pages = createPages(database, rows, { first: 100, last: 101 });
		const a = pup('a', { Web: 80, Admin: 81 });
		pages.allocate(a);
		const b = pup('b', { Web: 80 });
		expect(() => pages.allocate(b)).toThrow(/All ports for web pages/);
		states.transition(a.id, { kind: 'uninstalled' });
		pages.allocate(b);
		expect(
			pages
				.all()
				.map((page) => page.port)
				.sort()
		).toEqual([100, 101]);
		expect(pages.of(b.id).length).toBe(1);
	});

	it('lead to the pup while it runs; who listens hears of a change, and of nothing else', () => {
		const pages = createPages(database, rows, { first: 100, last: 109 });
		const index = createPageIndex({ rows, pages, addressOf: (row) => `10.0.0.${row.hostNumber}` });
		let seen = 0;
		index.onChange(() => seen++);
		const a = pup('a', { Web: 80 });
		pages.allocate(a);
		index.refresh();
		expect(index.target(100)).toMatchObject({
			pupId: a.id,
			pageName: 'Web',
			host: '10.0.0.2',
			targetPort: 80,
			running: false
		});
		states.transition(a.id, { kind: 'installed' });
		index.refresh();
		expect(seen).toBe(1);
		states.transition(a.id, { kind: 'start-begun' });
		states.transition(a.id, { kind: 'services-up' });
		index.refresh();
		expect([seen, index.target(100)?.running, index.ports()]).toEqual([2, true, [100]]);
		expect(index.target(101)).toBeNull();
		states.transition(a.id, { kind: 'stop-begun' });
		states.transition(a.id, { kind: 'container-gone' });
		states.transition(a.id, { kind: 'uninstalled' });
		index.refresh();
		expect([index.ports(), index.target(100)]).toEqual([[], null]);
	});
});

describe('a page that the owner changes', () => {
	it('keeps the port that was chosen for it, and who may open it, over a new version', () => {
		const pages = createPages(database, rows, { first: 100, last: 109 });
		const a = pup('a', { Web: 80 });
		pages.allocate(a);
		pages.set(pages.of(a.id)[0]!, { port: 9000, chosen: true, access: 'open' });
		pages.allocate(pup('a', { Web: 81 }));
		expect(pages.of(a.id)).toMatchObject([{ name: 'Web', targetPort: 81, port: 9000, access: 'open' }]);
	});
});

describe('numbers on the pup network', () => {
	it('are lowest first and none that looks like a network or broadcast address', () => {
		const numbers = 'abcdef'.split('').map((letter) => pup(letter, {}).hostNumber);
		expect(numbers).toEqual([2, 3, 4, 5, 6, 7]);
		rows.set('f'.repeat(32), { hostNumber: 254 });
		const one = rows.get('a'.repeat(32));
		for (let n = 7; n < 254; n++)
			states.admit({ ...one, id: String(n).padStart(32, '0'), name: `n${n}`, hostNumber: n });
		expect(rows.freeHostNumber()).toBe(257);
	});
});
