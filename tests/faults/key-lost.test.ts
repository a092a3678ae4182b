/**
 * The key manager's database is lost or damaged. The box says so, only the owner's own 24 words
 * restore the key, and pups keep their keys.
 */
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	truncateSync,
	writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '../../src/sqlite.js';
import { AliveBox, cannotRun, HOSTILE_SOURCE, PASSWORD } from '../support/alive.ts';

/** Valid words of another key (BIP39’s test vector of 32 zero bytes). */
const OTHER_WORDS = [...Array.from({ length: 23 }, () => 'abandon'), 'art'];

/**
 * What happens to the folder while the box is down. A new fault is a new row. Rows without `always`
 * run only with `npm run test:faults`.
 */
const ROWS: { what: string; always?: boolean; harm: (folder: string) => void }[] = [
	{ what: 'the database is gone', always: true, harm: (folder) => remove(folder, /^dkm\.db/) },
	{ what: 'the folder is gone', harm: (folder) => rmSync(folder, { recursive: true }) },
	{ what: 'the database is empty', harm: (folder) => (remove(folder, /^dkm\.db-/), truncateSync(file(folder))) },
	{
		what: 'it is cut off',
		always: true,
		harm: (folder) => (remove(folder, /^dkm\.db-/), truncateSync(file(folder), 5000))
	},
	{
		what: 'it is another kind of file',
		harm: (folder) => (remove(folder, /^dkm\.db-/), writeFileSync(file(folder), 'no database'.repeat(1000)))
	},
	{
		what: 'all pages but the first are noise',
		harm: (folder) => (remove(folder, /^dkm\.db-/), overwrite(folder, 4096))
	},
	{ what: 'its header is noise', harm: (folder) => (remove(folder, /^dkm\.db-/), overwrite(folder, 0, 200)) }
];

const FAULTS = ROWS.filter(({ always }) => always || process.env['DOGEBOX_FAULTS'] === 'all');

const file = (folder: string) => join(folder, 'dkm.db');
function remove(folder: string, names: RegExp): void {
	for (const name of readdirSync(folder)) if (names.test(name)) rmSync(join(folder, name));
}
function overwrite(folder: string, from: number, to = Infinity): void {
	const bytes = readFileSync(file(folder));
	bytes.fill(0xa5, from, Math.min(to, bytes.length));
	writeFileSync(file(folder), bytes);
}

describe.skipIf(cannotRun())('the key manager’s database', () => {
	let box: AliveBox;
	let folder: string;
	let pupId: string;
	let password = PASSWORD;

	beforeAll(async () => {
		box = await AliveBox.start('key-lost', { endsParts: true });
		folder = join(box.options.data, 'dkm');
		await box.addSource(HOSTILE_SOURCE);
		pupId = await box.install('Probe');
	});
	afterAll(() => box?.dispose());

	const login = (secret: string) =>
		box.api.call<{ token: string; code?: string }>('POST', '/sessions', { password: secret });
	const reset = (words: readonly string[], next: string) =>
		box.api.call<{ code?: string }>('POST', '/password/reset', { words, next });
	const keyOf = () => readFileSync(join(box.options.data, 'storage', pupId, 'delegated.key'), 'utf8');
	/** Key numbers of the pups, read while the key manager is down. */
	const numbers = () => {
		const copy = join(box.options.data, 'dkm-copy');
		mkdirSync(copy, { recursive: true });
		for (const name of readdirSync(folder))
			if (name.startsWith('dkm.db')) copyFileSync(join(folder, name), join(copy, name));
		const db = openSqlite(join(copy, 'dkm.db'));
		const rows = db.prepare('SELECT id, keyid FROM delegate ORDER BY keyid').all();
		db.close();
		rmSync(copy, { recursive: true });
		return rows;
	};

	it.each(FAULTS)('$what: its words bring it back, and no others', async ({ what, harm }) => {
		box.closeLive();
		const key = keyOf();
		await box.box.stop();
		const before = numbers();
		expect(before).toHaveLength(1);
		harm(folder);
		await box.startAgain();

		const refused = await login(password);
		expect([refused.status, refused.body.code]).toEqual([409, 'key-lost']);
		const foreign = await reset(OTHER_WORDS, 'of another key');
		expect([foreign.status, foreign.body.code]).toEqual([403, 'other-words']);
		const next = `${PASSWORD} after ${what}`;
		expect((await reset(box.words, next)).status).toBe(204);
		expect((await login(password)).status, 'the old password').toBe(401);
		password = next;
		const opened = await login(password);
		expect(opened.status).toBe(201);
		box.api.setToken(opened.body.token);

		// The pup ran all the time and its key is unchanged. The next pup gets a different number.
		expect(keyOf()).toBe(key);
		expect((await box.pup(pupId)).state).toBe('running');
		await box.box.stop();
		expect(numbers()).toEqual(before);
		const kept = existsSync(folder) && readdirSync(folder).some((name) => name.startsWith('damaged-'));
		if (/cut off|noise|another kind/.test(what)) expect(kept, 'what was damaged is kept').toBe(true);
		await box.startAgain();
	});
});
