import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, tables, type Database } from '../db/index.ts';
import { createSealer } from '../keys/index.ts';
import { createIdempotency } from './answers.ts';
import type { Idempotency } from './types.ts';

let folder: string;
let database: Database;
let idempotency: Idempotency;
let now: number;
let done: number;
const create = () =>
	createIdempotency({
		database,
		sealer: createSealer({ keyFile: join(folder, 'seal.key') }),
		log: pino({ level: 'silent' }),
		now: () => now
	});
beforeEach(() => {
	now = 1_000_000_000_000;
	done = 0;
	folder = mkdtempSync(join(tmpdir(), 'dogebox-idempotency-'));
	database = openDatabase({
		file: join(folder, 'test.db'),
		migrations: join(import.meta.dirname, '../../../../drizzle')
	});
	idempotency = create();
});
afterEach(() => {
	idempotency.close();
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

const call = (more: Partial<Parameters<Idempotency['once']>[0]> = {}) =>
	idempotency.once({ caller: 'token a', operation: 'pups.install', key: 'k', input: { x: 1 }, ...more }, () =>
		Promise.resolve({ done: ++done })
	);

describe('a call with an Idempotency-Key', () => {
	it('is carried out once; the same answer comes again, also after a restart', async () => {
		expect(await call()).toEqual({ answer: { done: 1 }, replayed: false });
		expect(await call()).toEqual({ answer: { done: 1 }, replayed: true });
		idempotency.close();
		idempotency = create();
		expect(await call()).toEqual({ answer: { done: 1 }, replayed: true });
	});

	it('without an answer is carried out once, too', async () => {
		const remove = () =>
			idempotency.once({ caller: 'a', operation: 'files.remove', key: 'k', input: 1 }, async () => void done++);
		expect(await remove()).toEqual({ answer: undefined, replayed: false });
		expect(await remove()).toEqual({ answer: null, replayed: true });
		expect(done).toBe(1);
	});

	it('is another one for another caller, operation or key', async () => {
		await call();
		for (const other of [{ caller: 'token b' }, { operation: 'pups.start' }, { key: 'l' }]) {
			expect((await call(other)).replayed).toBe(false);
		}
		expect(done).toBe(4);
	});

	it('is refused with other input, and while the first is not done', async () => {
		await call();
		await expect(call({ input: { x: 2 } })).rejects.toMatchObject({ code: 'idempotency-key-reused', status: 422 });
		let finish = () => {};
		const first = idempotency.once({ caller: 'c', operation: 'o', key: 'k', input: 1 }, () => {
			return new Promise((resolve) => (finish = () => resolve(1)));
		});
		const second = idempotency.once({ caller: 'c', operation: 'o', key: 'k', input: 1 }, () => Promise.resolve(2));
		await expect(second).rejects.toMatchObject({ code: 'request-in-progress', status: 409 });
		finish();
		expect(await first).toEqual({ answer: 1, replayed: false });
	});

	it('that failed can be tried again', async () => {
		const failing = idempotency.once({ caller: 'c', operation: 'o', key: 'k', input: 1 }, () =>
			Promise.reject(new Error('no'))
		);
		await expect(failing).rejects.toThrow('no');
		const again = idempotency.once({ caller: 'c', operation: 'o', key: 'k', input: 1 }, () => Promise.resolve(3));
		expect(await again).toEqual({ answer: 3, replayed: false });
	});

	it('is forgotten after a day', async () => {
		await call();
		now += 24 * 3600_000;
		expect(await call()).toEqual({ answer: { done: 2 }, replayed: false });
	});

	it('takes only keys that are plain', async () => {
		await fc.assert(
			fc.asyncProperty(fc.string({ maxLength: 400 }), async (key) => {
				const good = /^[!-~]{1,255}$/.test(key);
				const outcome = await call({ key }).then(
					() => true,
					(error: { code?: string }) => (error.code === 'invalid-idempotency-key' ? false : Promise.reject(error))
				);
				expect(outcome).toBe(good);
			}),
			{ numRuns: 200 }
		);
	});

	it('leaves no trace of its input in the database that could be guessed against', async () => {
		const { createHash } = await import('node:crypto');
		await call({ input: { password: 'hunter2' } });
		const hash = createHash('sha256').update('{"password":"hunter2"}').digest('hex');
		const rows = database.db.select().from(tables.idempotencyKeys).all();
		expect(rows).toHaveLength(1);
		expect(JSON.stringify(rows)).not.toContain(hash);
		expect(JSON.stringify(rows)).not.toContain('hunter2');
	});
});
