import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BoxError } from '../../contract/errors.ts';
import { openDatabase, type Database } from '../db/index.ts';
import type { Events } from '../events/types.ts';
import { createPasswordChanges } from './password-changes.ts';

let folder: string;
let database: Database;
/** For each call that ended all other sessions, the session that stayed. */
let ended: (string | undefined)[];

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-password-'));
	database = openDatabase({
		file: join(folder, 'dogebox.db'),
		migrations: join(import.meta.dirname, '../../../../drizzle')
	});
	ended = [];
});
afterEach(() => {
	database.close();
	rmSync(folder, { recursive: true });
});

/** Opens the same database again, as after a restart of dogeboxd. */
const open = () =>
	createPasswordChanges({
		database,
		sessions: { endAll: async (except) => void ended.push(except) },
		events: { emit: () => {} } as unknown as Events,
		log: pino({ level: 'silent' })
	});
const refusal = new BoxError({ code: 'wrong-password', status: 403, message: 'That is not the password.' });
const failure = new BoxError({ code: 'keys-away', status: 503, message: 'The key manager does not answer.' });

describe('changes of the password', () => {
	it('keep the note of the first while a second is refused', async () => {
		const { endingOthers } = open();
		// The first change never ends in this process. The second is refused meanwhile.
		void endingOthers('first', () => new Promise(() => {}));
		const second = endingOthers('second', () => Promise.reject(refusal));
		second.catch(() => {});
		await new Promise((resolve) => setImmediate(resolve));
		open();
		await expect.poll(() => ended).toEqual(['first']);
	});

	it.each([
		['is refused', refusal, []],
		['fails for another reason', failure, [undefined]],
		['fails for an unknown reason', new Error('reset'), [undefined]]
	])('that %s, and what the next life ends', async (_what, error, expected) => {
		await expect(open().endingOthers(null, () => Promise.reject(error))).rejects.toBe(error);
		expect(ended).toEqual([]);
		open();
		await new Promise((resolve) => setImmediate(resolve));
		expect(ended).toEqual(expected);
	});

	it('that is refused leaves the note of one of which nobody knows', async () => {
		const { endingOthers } = open();
		await endingOthers('first', () => Promise.reject(failure)).catch(() => {});
		await endingOthers('first', () => Promise.reject(refusal)).catch(() => {});
		open();
		await expect.poll(() => ended).toEqual(['first']);
	});
});
