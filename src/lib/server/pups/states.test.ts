import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseManifest } from '../../contract/manifest.ts';
import { PUP_STATES, type PupState } from '../../contract/pups.ts';
import { openDatabase, type Database } from '../db/index.ts';
import { createPupRows } from './rows.ts';
import { createStateMachine, mayMove, TRANSITIONS } from './states.ts';

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
	it('is written nowhere else', () => {
		const folder = new URL('.', import.meta.url).pathname;
		const writers = readdirSync(folder)
			.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'states.ts')
			.filter((name) =>
				/update\(tables\.pups\)[^;]*state|insert\(tables\.pups\)/.test(readFileSync(join(folder, name), 'utf8'))
			);
		expect(writers).toEqual([]);
	});
});

describe('the writer', () => {
	let database: Database;
	let seen: string[];
	const make = () =>
		createStateMachine({ database, changed: (id) => seen.push(id), removed: (id) => seen.push(`-${id}`) });
	const stateOf = () => createPupRows(database).get(ID).state;
	beforeEach(() => {
		seen = [];
		database = openDatabase({ file: ':memory:', migrations: new URL('../../../../drizzle', import.meta.url).pathname });
		const { manifest } = parseManifest({
			manifestVersion: 1,
			meta: { name: 'T', version: '1.0.0' },
			container: { build: { debian: {} }, services: [{ name: 'a', command: { exec: 'a' } }] }
		});
		make().admit({
			id: ID,
			sourceId: 's',
			sourcePath: '',
			name: 'T',
			version: '1.0.0',
			manifest,
			enabled: true,
			keys: 'waiting',
			hostNumber: 2,
			layers: [],
			memoryLimit: null,
			pidsLimit: null,
			cpuLimit: null,
			buildKind: null,
			treeHash: null,
			origin: null,
			signature: 'unsigned',
			dev: false,
			configSavedAt: null,
			createdAt: 1,
			installedAt: null
		});
	});
	afterEach(() => database.close());

	it('moves along the table, tells of it once, and clears the reason', () => {
		const states = make();
		states.move(ID, 'broken', { failure });
		expect(createPupRows(database).get(ID).failure).toEqual(failure);
		states.move(ID, 'broken', { failure });
		states.move(ID, 'starting');
		expect(createPupRows(database).get(ID)).toMatchObject({ state: 'starting', failure: null });
		expect(seen).toEqual([ID, ID, ID]);
	});
	it('refuses what is not in the table', () => {
		expect(() => make().move(ID, 'running')).toThrow(/cannot become running/);
		expect(() => make().move(ID, 'broken')).toThrow(/must say why/);
		expect(stateOf()).toBe('installing');
	});
	it('writes values and state in one go', () => {
		make().move(ID, 'stopped', { values: { installedAt: 5, layers: ['x'] } });
		expect(createPupRows(database).get(ID)).toMatchObject({ state: 'stopped', installedAt: 5, layers: ['x'] });
	});
	it('ends the row, and knows nothing of one that has ended', () => {
		const states = make();
		states.erase(ID);
		expect(states.move(ID, 'stopped')).toBe(false);
		expect(seen.at(-1)).toBe(`-${ID}`);
		expect(createPupRows(database).freeHostNumber()).toBe(2);
	});
});
