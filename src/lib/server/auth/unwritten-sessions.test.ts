/** Logging in when the disk accepts no more writes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase, type Database } from '../db/index.ts';
import { createSessionStore, SESSION_DAYS, type SessionStore } from './sessions.ts';

const DAY_MS = 24 * 3600_000;
const client = { address: '192.0.2.1', userAgent: 'test' };

let folder: string;
let database: Database;
let sessions: SessionStore;
const ended: string[] = [];
beforeEach(() => {
	vi.useFakeTimers({ toFake: ['Date', 'performance'] });
	folder = mkdtempSync(join(tmpdir(), 'dogebox-sessions-'));
	database = openDatabase({
		file: join(folder, 'test.db'),
		migrations: join(import.meta.dirname, '../../../../drizzle')
	});
	ended.length = 0;
	sessions = createSessionStore({ database, ended: async (id) => void ended.push(id) });
});
afterEach(() => {
	database.close();
	vi.useRealTimers();
	rmSync(folder, { recursive: true, force: true });
});

describe.each<[what: string, happen: () => void, prolongs: boolean]>([
	// SQLite's own limit of a file's size. The error is that of a full disk.
	[
		'is full',
		() => void database.raw.pragma(`max_page_count = ${Number(database.raw.pragma('page_count', { simple: true }))}`),
		// The session's row is overwritten in place.
		true
	],
	['is read-only', () => void database.raw.pragma('query_only = ON'), false]
])('a disk that %s', (_what, happen, prolongs) => {
	const written = () => database.raw.prepare('SELECT count(*) FROM sessions').pluck().get();
	/** Makes the disk unwritable and fills the last page, so that no further row fits. */
	async function unwritable(): Promise<void> {
		happen();
		for (let before = -1; before !== written();) {
			before = written() as number;
			await sessions.open(client);
		}
	}

	it('lets the owner in, for as long as this process lives', async () => {
		await unwritable();
		const { token, session } = await sessions.open(client);
		expect((await sessions.validate(token))?.session).toEqual(session);
		expect(sessions.list(session.id).filter(({ current }) => current)).toMatchObject([
			{ id: session.id, address: '192.0.2.1' }
		]);
		sessions.seen(session.id, client);
		await sessions.end(session.id);
		expect(await sessions.validate(token)).toBeNull();
		expect(ended).toEqual([session.id]);
		vi.advanceTimersByTime(10_000);
		const other = createSessionStore({ database, ended: async () => {} });
		expect(await other.validate((await sessions.open(client)).token)).toBeNull();
	});

	it('ends none that was open before its time', async () => {
		const { token, session } = await sessions.open(client);
		await unwritable();
		vi.advanceTimersByTime((SESSION_DAYS - 3) * DAY_MS);
		expect(await sessions.validate(token)).toMatchObject({ session: { id: session.id }, fresh: prolongs });
		sessions.seen(session.id, client);
		vi.advanceTimersByTime(4 * DAY_MS);
		expect((await sessions.validate(token)) !== null).toBe(prolongs);
	});

	it('ends those that could not be written when all are ended, but one', async () => {
		await unwritable();
		const [kept, gone] = [await sessions.open(client), await sessions.open(client)];
		await sessions.endAll(kept.session.id).catch(() => {});
		expect(await sessions.validate(gone.token)).toBeNull();
		expect(await sessions.validate(kept.token)).not.toBeNull();
	});
});
