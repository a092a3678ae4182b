import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase, type Database } from '../db/index.ts';
import { createSealer } from '../keys/index.ts';
import { createRenewals, type Renewals } from './renewals.ts';
import { createSessionStore, type SessionStore } from './sessions.ts';

const client = { address: '192.0.2.1', userAgent: 'test' };

let folder: string;
let database: Database;
let sessions: SessionStore;
let renewals: Renewals;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'dogebox-renewals-'));
	database = openDatabase({
		file: join(folder, 'test.db'),
		migrations: join(import.meta.dirname, '../../../../drizzle')
	});
	sessions = createSessionStore({ database, ended: async () => {} });
	renewals = createRenewals({ sealer: createSealer({ keyFile: join(folder, 'seal.key') }), sessions });
});
afterEach(() => {
	database.close();
	rmSync(folder, { recursive: true, force: true });
});

it('gives back the session that it was made for, as often as it is needed', async () => {
	const { token, session } = await sessions.open(client);
	const secret = renewals.of(token);
	for (let times = 0; times < 2; times++) {
		expect(await renewals.renew(secret)).toEqual({ token, session: expect.objectContaining({ id: session.id }) });
	}
	expect(sessions.list('').length, 'it opens no other').toBe(1);
});

it('is no token, and shows none', async () => {
	const { token } = await sessions.open(client);
	const secret = renewals.of(token);
	expect(secret).not.toContain(token.slice(4));
	expect(await sessions.validate(secret)).toBeNull();
});

it('ends with the session', async () => {
	const { token, session } = await sessions.open(client);
	const secret = renewals.of(token);
	await sessions.end(session.id);
	await expect(renewals.renew(secret)).rejects.toMatchObject({ code: 'not-logged-in', status: 401 });
});

it.each([
	['nothing', () => ''],
	['a token', (token: string) => token],
	['one that was changed', (_: string, secret: string) => `${secret.slice(0, -2)}AA`],
	[
		'one of another box',
		(token: string) => {
			const sealer = createSealer({ keyFile: join(folder, 'other.key') });
			return createRenewals({ sealer, sessions }).of(token);
		}
	]
])('takes no other secret: %s', async (_what, other) => {
	const { token } = await sessions.open(client);
	await expect(renewals.renew(other(token, renewals.of(token)))).rejects.toMatchObject({ status: 401 });
});
