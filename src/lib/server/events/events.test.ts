import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import type { Change } from '../../contract/live.ts';
import { openDatabase, type Database } from '../db/index.ts';
import { createEvents } from './index.ts';

const log = pino({ level: 'silent' });
const migrations = new URL('../../../../drizzle', import.meta.url).pathname;
let database: Database;

beforeEach(() => {
	database = openDatabase({ file: ':memory:', migrations });
});
afterEach(() => database.close());

describe('the change log', () => {
	it('numbers changes without a gap and tells subscribers each one', () => {
		const events = createEvents({ database, log });
		const seen: Change[] = [];
		events.subscribe((change) => seen.push(change));
		events.emit({ kind: 'box' });
		events.emit({ kind: 'store' });
		expect(seen.map((c) => [c.seq, c.body.kind])).toEqual([
			[1, 'box'],
			[2, 'store']
		]);
		expect(events.seq).toBe(2);
	});

	it('replays what came after a number, oldest first', () => {
		const events = createEvents({ database, log });
		for (let i = 0; i < 5; i++) events.emit({ kind: 'source-removed', id: String(i) });
		expect(events.since(3)?.map((c) => c.seq)).toEqual([4, 5]);
		expect(events.since(3)?.[0]?.body).toEqual({ kind: 'source-removed', id: '3' });
		expect(events.since(5)).toEqual([]);
		expect(events.since(0)?.length).toBe(5);
	});

	it('says null when it does not reach back far enough, or when the number was never given', () => {
		const events = createEvents({ database, log });
		for (let i = 0; i < 10; i++) events.emit({ kind: 'box' });
		events.prune(4);
		expect(events.since(5)).toBeNull();
		expect(events.since(6)?.map((c) => c.seq)).toEqual([7, 8, 9, 10]);
		expect(events.since(11)).toBeNull();
		events.prune(0);
		expect(events.since(9)).toBeNull();
		expect(events.since(10)).toEqual([]);
	});

	it('never gives a number twice, also after everything was pruned and it was made anew', () => {
		const events = createEvents({ database, log });
		events.emit({ kind: 'box' });
		events.emit({ kind: 'box' });
		events.prune(0);
		const again = createEvents({ database, log });
		expect(again.seq).toBe(2);
		expect(again.emit({ kind: 'box' }).seq).toBe(3);
	});

	it('leaves numbers out after a start of the host, and knows none that went with the power', () => {
		const events = createEvents({ database, log });
		for (let i = 0; i < 3; i++) events.emit({ kind: 'box' });
		// This change had not reached the disk yet.
		database.raw.exec('DELETE FROM changes WHERE seq = 3');
		const again = createEvents({ database, log, rebooted: true });
		const { seq } = again.emit({ kind: 'store' });
		expect(seq).toBe(1004);
		expect(again.since(2)?.map((change) => change.seq)).toEqual([seq]);
		expect(again.since(3)).toBeNull();
	});

	it('keeps no more than its limit', () => {
		const events = createEvents({ database, log, keep: 100 });
		for (let i = 0; i < 1200; i++) events.emit({ kind: 'box' });
		const count = database.raw.prepare('SELECT count(*) AS n FROM changes').get() as { n: number };
		expect(count.n).toBeLessThanOrEqual(600);
		expect(events.since(1190)?.length).toBe(10);
	});

	it('goes on telling the others when one subscriber throws', () => {
		const events = createEvents({ database, log });
		const seen: number[] = [];
		events.subscribe(() => {
			throw new Error('broken subscriber');
		});
		events.subscribe((change) => seen.push(change.seq));
		events.emit({ kind: 'box' });
		expect(seen).toEqual([1]);
	});

	it('tells changes in order also when a subscriber emits one itself', () => {
		const events = createEvents({ database, log });
		const seen: number[] = [];
		events.subscribe((change) => {
			if (change.body.kind === 'box') events.emit({ kind: 'store' });
		});
		events.subscribe((change) => seen.push(change.seq));
		events.emit({ kind: 'box' });
		expect(seen).toEqual([1, 2]);
	});

	it('stops telling who has left', () => {
		const events = createEvents({ database, log });
		const seen: number[] = [];
		const leave = events.subscribe((change) => seen.push(change.seq));
		events.emit({ kind: 'box' });
		leave();
		events.emit({ kind: 'box' });
		expect(seen).toEqual([1]);
	});
});

describe('a change within a transaction', () => {
	it('is published after the commit, when the state it describes can be read', () => {
		const events = createEvents({ database, log });
		const seen: unknown[] = [];
		events.subscribe(() => seen.push([database.raw.inTransaction, database.settings.raw('name')]));
		database.transaction(() => {
			events.emit({ kind: 'box' });
			database.settings.set('name', 'doge');
			expect(seen).toEqual([]);
		});
		expect(seen).toEqual([[false, 'doge']]);
	});

	it('is published after the commit of a Drizzle transaction too', () => {
		const events = createEvents({ database, log });
		const seen: boolean[] = [];
		events.subscribe(() => seen.push(database.raw.inTransaction));
		database.db.transaction(() => {
			events.emit({ kind: 'box' });
			expect(seen).toEqual([]);
		});
		expect(seen).toEqual([false]);
	});

	it('never was, when the transaction is rolled back', () => {
		const events = createEvents({ database, log });
		const seen: Change[] = [];
		events.subscribe((change) => seen.push(change));
		expect(() =>
			database.transaction(() => {
				events.emit({ kind: 'box' });
				throw new Error('no');
			})
		).toThrow('no');
		expect(seen).toEqual([]);
		expect(events.seq).toBe(0);
		expect(events.emit({ kind: 'store' }).seq).toBe(1);
		expect(seen.map((c) => c.body.kind)).toEqual(['store']);
	});

	it('is taken back with a savepoint alone, while the rest stays', () => {
		const events = createEvents({ database, log });
		const seen: string[] = [];
		events.subscribe((change) => seen.push(change.body.kind));
		database.db.transaction((tx) => {
			events.emit({ kind: 'box' });
			try {
				tx.transaction(() => {
					events.emit({ kind: 'sessions' });
					throw new Error('inner');
				});
			} catch {
				// Ignored: the outer transaction continues.
			}
			events.emit({ kind: 'store' });
		});
		expect(seen).toEqual(['box', 'store']);
		expect(events.since(0)?.map((c) => c.body.kind)).toEqual(['box', 'store']);
	});
});
