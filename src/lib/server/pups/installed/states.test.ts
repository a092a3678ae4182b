import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pupRow } from '../../../../../tests/support/pup-row.ts';
import { parseManifest } from '../../../contract/manifest.ts';
import { PUP_STATES, type PupState } from '../../../contract/pups.ts';
import { eq } from 'drizzle-orm';
import { openDatabase, tables, type Database } from '../../db/index.ts';
import { createPupRows } from './rows.ts';
import { createSignals } from './signals.ts';
import { createStateMachine, EVENTS, mayHappen, mayMove, STATE_REFUSED, TRANSITIONS } from './states.ts';
import type { EventKind, PupEvent, StateMachine } from './states.ts';

const ID = 'a'.repeat(32);
const failure = { code: 'x', reason: 'Because.', hint: null };

describe('the table of transitions', () => {
	/** States that can be reached from `from` in any number of steps. */
	const reachable = (from: PupState): Set<string> => {
		const seen = new Set<string>();
		const todo: string[] = [from];
		for (let next = todo.pop(); next; next = todo.pop()) {
			for (const to of TRANSITIONS[next as PupState] ?? []) {
				if (!seen.has(to)) todo.push(to);
				seen.add(to);
			}
		}
		return seen;
	};
	it.each(PUP_STATES)('%s has a way out, to running again and to being gone', (state) => {
		expect(TRANSITIONS[state].length).toBeGreaterThan(0);
		const ends = reachable(state);
		expect(ends.has('running')).toBe(true);
		expect(ends.has('purged')).toBe(true);
		expect(ends.has('broken') || state === 'broken').toBe(true);
	});
	it.each(PUP_STATES.filter((s) => s !== 'installing'))('%s can be reached', (state) => {
		expect(PUP_STATES.some((from) => mayMove(from, state))).toBe(true);
	});
	it('never purges what may be running', () => {
		for (const state of ['starting', 'running', 'stopping', 'crashed', 'updating'] as const) {
			expect(mayMove(state, 'purged')).toBe(false);
			expect(mayMove(state, 'uninstalled')).toBe(false);
		}
	});
	it('says of every event where it may happen, and that it changes nothing where it has happened already', () => {
		for (const [kind, { from, to }] of Object.entries(EVENTS)) {
			expect(from as readonly string[], kind).not.toContain(to);
			if (to !== 'purged') expect(mayHappen(to, kind as EventKind), kind).toBe(true);
		}
	});
});

describe('the writer', () => {
	let database: Database;
	let seen: string[];
	let states: StateMachine;
	const stateOf = () => createPupRows(database).get(ID).state;
	beforeEach(() => {
		seen = [];
		database = openDatabase({
			file: ':memory:',
			migrations: new URL('../../../../../drizzle', import.meta.url).pathname
		});
		const { manifest } = parseManifest({
			manifestVersion: 1,
			meta: { name: 'T', version: '1.0.0' },
			container: { build: { debian: {} }, services: [{ name: 'a', command: { exec: 'a' } }] }
		});
		const signals = createSignals();
		signals.subscribe('changed', (id) => seen.push(id));
		signals.subscribe('removed', (id) => seen.push(`-${id}`));
		states = createStateMachine({ database, signals });
		states.admit(pupRow(ID, manifest));
	});
	afterEach(() => database.close());

	/** Returns an event of a kind, in the form in which it is reported. */
	const event = (kind: EventKind): PupEvent =>
		kind === 'failed' || kind === 'service-down' ? { kind, failure } : { kind };
	/** Shortest sequence of events from `installing` to a state. */
	function wayTo(wanted: PupState): EventKind[] {
		const ways = new Map<string, EventKind[]>([['installing', []]]);
		for (const [state, way] of ways) {
			for (const [kind, { from, to }] of Object.entries(EVENTS)) {
				if ((from as readonly string[]).includes(state) && !ways.has(to)) ways.set(to, [...way, kind as EventKind]);
			}
		}
		return ways.get(wanted)!;
	}
	const bring = (state: PupState) => {
		for (const kind of wayTo(state)) states.transition(ID, event(kind));
		expect(stateOf()).toBe(state);
	};

	it('moves along the table, tells of it once, and clears the reason', () => {
		states.transition(ID, { kind: 'failed', failure });
		expect(createPupRows(database).get(ID).failure).toEqual(failure);
		states.transition(ID, { kind: 'failed', failure });
		states.transition(ID, { kind: 'start-begun' });
		expect(createPupRows(database).get(ID)).toMatchObject({ state: 'starting', failure: null });
		expect(seen).toEqual([ID, ID, ID]);
	});
	it.each(PUP_STATES)('takes in %s the events of the table and refuses all others', (state) => {
		for (const [kind, { from, to }] of Object.entries(EVENTS)) {
			database.raw.exec('SAVEPOINT one');
			bring(state);
			const report = () => states.transition(ID, event(kind as EventKind));
			if ((from as readonly string[]).includes(state) || state === to) {
				expect(report(), kind).toBe(true);
				expect(createPupRows(database).find(ID)?.state ?? 'purged', kind).toBe(to);
			} else {
				expect(report, kind).toThrow(expect.objectContaining({ code: 'wrong-state', status: 409 }));
				expect(stateOf(), kind).toBe(state);
			}
			database.raw.exec('ROLLBACK TO one; RELEASE one');
		}
	});
	it('is the only one: the database refuses a state from anybody else', () => {
		const { db, raw } = database;
		bring('stopped');
		const row = db.select().from(tables.pups).get()!;
		expect(() => db.update(tables.pups).set({ state: 'starting' }).run()).toThrow(STATE_REFUSED);
		expect(() => raw.exec("UPDATE pups SET state = 'starting'")).toThrow(STATE_REFUSED);
		expect(() => raw.exec("UPDATE pups SET state = 'stopped', enabled = 0")).toThrow(STATE_REFUSED);
		expect(() => db.delete(tables.pups).where(eq(tables.pups.id, ID)).run()).toThrow(STATE_REFUSED);
		expect(() =>
			db
				.insert(tables.pups)
				.values({ ...row, id: 'b', name: 'B', hostNumber: 3 })
				.run()
		).toThrow(STATE_REFUSED);
		expect(db.select().from(tables.pups).all()).toEqual([row]);
		// Any part of this module may write other columns.
		createPupRows(database).set(ID, { enabled: false });
		expect(createPupRows(database).get(ID)).toMatchObject({ state: 'stopped', enabled: false });
	});
	it('takes nobody along: what listens to a change cannot write a state either', () => {
		let tried: unknown;
		bring('stopped');
		const signals = createSignals();
		signals.subscribe('changed', () => {
			try {
				database.raw.exec("UPDATE pups SET state = 'running'");
			} catch (error) {
				tried = error;
			}
		});
		const rogue = createStateMachine({ database, signals });
		rogue.transition(ID, { kind: 'start-begun' });
		expect(tried).toMatchObject({ message: STATE_REFUSED });
		expect(stateOf()).toBe('starting');
	});
	it('writes values and state in one go', () => {
		states.transition(ID, { kind: 'installed', values: { installedAt: 5, layers: ['x'] } });
		expect(createPupRows(database).get(ID)).toMatchObject({ state: 'stopped', installedAt: 5, layers: ['x'] });
	});
	it('ends the row, and knows nothing of one that has ended', () => {
		states.transition(ID, { kind: 'purged' });
		expect(states.transition(ID, { kind: 'container-gone' })).toBe(false);
		expect(seen.at(-1)).toBe(`-${ID}`);
		expect(createPupRows(database).freeHostNumber()).toBe(2);
	});
});
