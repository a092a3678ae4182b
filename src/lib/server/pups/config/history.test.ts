import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pupRow } from '../../../../../tests/support/pup-row.ts';
import { VERSIONS_KEPT } from '../../../contract/config.ts';
import { parseManifest } from '../../../contract/manifest.ts';
import { openDatabase, type Database } from '../../db/index.ts';
import { createSealer } from '../../keys/index.ts';
import { createPupRows, createSignals, createStateMachine } from '../installed/index.ts';
import { createConfigHistory, OWNER, type ConfigHistory } from './history.ts';
import { createConfigStore, type ConfigStore } from './store.ts';

const ID = 'a'.repeat(32);
const { manifest } = parseManifest({
	manifestVersion: 1,
	meta: { name: 'T', version: '1.0.0' },
	config: {
		sections: [
			{
				name: 's',
				fields: [
					{ name: 'A', label: 'Greeting', type: 'text' },
					{ name: 'B', label: 'Secret', type: 'password' }
				]
			}
		]
	},
	container: { build: { debian: {} }, services: [{ name: 'a', command: { exec: 'a' } }] }
});

describe('the history of a configuration', () => {
	let folder: string;
	let database: Database;
	let config: ConfigStore;
	let history: ConfigHistory;
	let opened: number;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'history-'));
		database = openDatabase({
			file: ':memory:',
			migrations: new URL('../../../../../drizzle', import.meta.url).pathname
		});
		createStateMachine({ database, signals: createSignals() }).admit(pupRow(ID, manifest));
		const sealer = createSealer({ keyFile: join(folder, 'seal.key') });
		opened = 0;
		const open: typeof sealer.open = (...args) => {
			opened += 1;
			return sealer.open(...args);
		};
		config = createConfigStore({ database, sealer: { ...sealer, open } });
		history = createConfigHistory({ database, config });
	});
	afterEach(() => {
		database.close();
		rmSync(folder, { recursive: true, force: true });
	});

	const row = () => createPupRows(database).get(ID);
	const save = (values: Record<string, string | null>) => {
		history.beforeSaving(row());
		config.write(row(), new Map(Object.entries(values)));
		history.record(row(), OWNER);
	};
	const listed = () => history.list(row()).map(({ version, changed, current }) => ({ version, changed, current }));

	it('opens no secret to be listed, however long it is', () => {
		for (let n = 0; n < VERSIONS_KEPT + 3; n++) save({ A: String(n), B: `secret ${n}` });
		opened = 0;
		const all = listed();
		expect(opened).toBe(0);
		expect(all).toHaveLength(VERSIONS_KEPT);
		expect(all[0]).toEqual({ version: VERSIONS_KEPT + 3, changed: ['Greeting', 'Secret'], current: true });
		expect(all.filter(({ current }) => current)).toHaveLength(1);
	});

	it('names what changed; a secret that is saved as it was has not', () => {
		save({ A: 'one', B: 'hush' });
		save({ A: 'two', B: 'hush' });
		save({ B: 'hush' });
		save({ B: 'other' });
		save({ B: null });
		save({ A: 'one', B: 'hush' });
		expect(listed()).toEqual([
			{ version: 5, changed: ['Greeting', 'Secret'], current: true },
			{ version: 4, changed: ['Secret'], current: false },
			{ version: 3, changed: ['Secret'], current: false },
			{ version: 2, changed: ['Greeting'], current: false },
			{ version: 1, changed: ['Greeting', 'Secret'], current: false }
		]);
	});

	it('knows the present one where a box of before sealed its secret anew', () => {
		save({ A: 'one', B: 'hush' });
		const before = config.stored(ID).get('B')!.value;
		config.write(row(), new Map([['B', null]]));
		config.write(row(), new Map([['B', 'hush']]));
		expect(config.stored(ID).get('B')!.value).not.toBe(before);
		expect(listed()).toMatchObject([{ version: 1, current: true }]);
		config.write(row(), new Map([['B', 'other']]));
		expect(listed()).toMatchObject([{ version: 1, current: false }]);
	});

	it('does not fail a save where another key sealed what there was', () => {
		save({ B: 'hush' });
		const other = createSealer({ keyFile: join(folder, 'other.key') });
		config = createConfigStore({ database, sealer: other });
		history = createConfigHistory({ database, config });
		save({ B: 'hush' });
		expect(config.opened(row()).get('B')).toBe('hush');
		expect(listed()).toMatchObject([{ version: 2, current: true }, { version: 1 }]);
	});
});
