/** Sessions of a box whose clock is behind, or is set while the box runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDatabase, tables, type Database } from '../db/index.ts';
import { setCookie } from './cookies.ts';
import { createSessionStore, SESSION_DAYS, type SessionStore } from './sessions.ts';

const DAY_MS = 24 * 3600_000;
const YEAR_MS = 365 * DAY_MS;
const client = { address: '192.0.2.1', userAgent: 'test' };

let folder: string;
const ended = vi.fn(async (_id: string) => {});
let database: Database;
let sessions: SessionStore;
beforeEach(() => {
	// A box without a clock battery starts in the year 2000.
	vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2000, 0, 1) });
	folder = mkdtempSync(join(tmpdir(), 'dogebox-sessions-'));
	database = openDatabase({
		file: join(folder, 'test.db'),
		migrations: join(import.meta.dirname, '../../../../drizzle')
	});
	ended.mockClear();
	sessions = createSessionStore({ database, ended });
});
afterEach(() => {
	database.close();
	vi.useRealTimers();
	rmSync(folder, { recursive: true, force: true });
});

it.each([
	['26 years forward', 26 * YEAR_MS],
	['a day back', -DAY_MS],
	['a year back', -YEAR_MS]
])('a clock that is set %s ends no session and lengthens none', async (_what, step) => {
	const { token, session } = await sessions.open(client);
	const left = session.expiresAt - Date.now();
	vi.setSystemTime(Date.now() + step);
	await sessions.prune();
	const after = await sessions.validate(token);
	expect(after).not.toBeNull();
	expect(Math.abs(after!.session.expiresAt - Date.now() - left)).toBeLessThan(5000);
	expect(sessions.list('').length).toBe(1);
});

it.each([
	['the next time it is shown', (token: string) => sessions.validate(token)],
	['by the hourly look', () => sessions.prune()]
])('one that expires ends what is open by it, once: %s', async (_how, prune) => {
	const { token, session } = await sessions.open(client);
	database.db
		.update(tables.sessions)
		.set({ expiresAt: Date.now() / 1000 - 5 })
		.run();
	await prune(token);
	expect(await sessions.validate(token)).toBeNull();
	await sessions.prune();
	expect(ended.mock.calls).toEqual([[session.id]]);
});

it('“last seen” goes on after the clock was set back', async () => {
	const { token, session } = await sessions.open(client);
	sessions.seen(session.id, client);
	vi.setSystemTime(Date.now() - DAY_MS);
	const late = createSessionStore({ database, ended: async () => {} });
	late.seen(session.id, client);
	expect(late.list(session.id)[0]!.lastSeenAt).toBe(Date.now());
	expect(await late.validate(token)).not.toBeNull();
});

it('a cookie lives for a number of seconds, not until a date of a clock that may be wrong', () => {
	const cookie = setCookie('dogebox_session', 'x', SESSION_DAYS * 24 * 3600, false);
	expect(cookie).toContain(`Max-Age=${SESSION_DAYS * 24 * 3600};`);
	expect(cookie).not.toContain('Expires');
});
