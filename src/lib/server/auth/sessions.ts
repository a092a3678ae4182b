/**
 * Stores lucia's sessions in SQLite under the SHA-256 of their token, so a copy of the database
 * does not open a session.
 */
import { createHash, randomBytes } from 'node:crypto';
import { DrizzleSQLiteAdapter } from '@lucia-auth/adapter-drizzle';
import { desc, eq, lt, ne } from 'drizzle-orm';
import { Lucia, TimeSpan } from 'lucia';
import type { Session } from '../../contract/box.ts';
import { notFound } from '../../contract/errors.ts';
import { ifWritable, isUnwritable, isWriteRefused } from '../../contract/system-errors.ts';
import { createRecent, monotonicMs } from '../concurrency/index.ts';
import { tables, type Database } from '../db/index.ts';
import type { Client, OpenSession } from './types.ts';
import { SESSION_COOKIE } from './cookies.ts';
import { createSessionClock } from './session-clock.ts';
import { createUnwrittenSessions } from './unwritten-sessions.ts';
import { deviceName } from './user-agent.ts';

/** The one row of `users`. */
const OWNER = 'owner';
/** Sessions expire after so many days without use. Lucia extends them when half of that is over. */
export const SESSION_DAYS = 30;
/**
 * Milliseconds for which a validated session is cached; the adapter's three queries take 150 µs.
 */
const CACHE_MS = 5_000;
const MAX_CACHED = 2_000;
/**
 * Unknown session ids that are remembered. None of them can become valid, because tokens are
 * random.
 */
const MAX_UNKNOWN = 4_000;
/** “Last seen” is written at most once in this interval, ms. */
const SEEN_EVERY = 60_000;
/** Most sessions kept, so that a program that logs in for each call does not fill the disk. */
const MAX_SESSIONS = 500;
/** Lifetime of a session that could not be written, ms. It also ends with this process. */
const UNWRITTEN_MS = 24 * 3600_000;
/** Prefix of the box's tokens, by which the web page proxy distinguishes them from a pup's own. */
export const TOKEN_PREFIX = 'dbx_';

interface Attributes {
	createdAt: number;
	lastSeenAt: number;
	address: string;
	userAgent: string;
}

declare module 'lucia' {
	interface Register {
		Lucia: Lucia<Attributes>;
		DatabaseSessionAttributes: Attributes;
	}
}

export interface SessionStore {
	open(client: Client): Promise<{ token: string; session: OpenSession }>;
	validate(token: string): Promise<{ session: OpenSession; fresh: boolean } | null>;
	seen(id: string, client: Client): void;
	list(currentId: string): Session[];
	/** @throws BoxError 404 */
	end(id: string): Promise<void>;
	endAll(exceptId?: string): Promise<void>;
	/** Removes expired rows. */
	prune(): Promise<void>;
}

const shown = (row: typeof tables.sessions.$inferSelect, currentId: string): Session => ({
	id: row.id,
	current: row.id === currentId,
	createdAt: row.createdAt,
	lastSeenAt: row.lastSeenAt,
	expiresAt: row.expiresAt * 1000,
	address: row.address,
	device: deviceName(row.userAgent)
});

/** Returns the row id of a token. */
function idOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}

const isThere = ({ db }: Database, id: string) =>
	db.select({ id: tables.sessions.id }).from(tables.sessions).where(eq(tables.sessions.id, id)).get() !== undefined;

/**
 * Reads a session from its row without changing it. While the disk accepts no more data, no session
 * is prolonged, and no expired one is removed.
 */
function asItStands({ db }: Database, id: string): { session: OpenSession; fresh: boolean } | null {
	const row = db
		.select({ expiresAt: tables.sessions.expiresAt })
		.from(tables.sessions)
		.where(eq(tables.sessions.id, id))
		.get();
	if (!row || row.expiresAt * 1000 <= Date.now()) return null;
	return { session: { id, expiresAt: row.expiresAt * 1000 }, fresh: false };
}

/**
 * @param deps.ended called for each session that ends; awaited when the session is revoked
 * @param deps.now clock of the cache and of “last seen”, ms (lucia itself uses the system clock for
 * expiry)
 */
export function createSessionStore(deps: {
	database: Database;
	ended: (id: string) => Promise<void>;
	now?: () => number;
}): SessionStore {
	const { db } = deps.database;
	const now = deps.now ?? Date.now;
	const clock = deps.now ?? monotonicMs;
	const { sessions, users } = tables;
	const lucia = new Lucia(new DrizzleSQLiteAdapter(db, sessions, users), {
		sessionExpiresIn: new TimeSpan(SESSION_DAYS, 'd'),
		sessionCookie: { name: SESSION_COOKIE },
		getSessionAttributes: (attributes) => attributes
	});
	const cache = createRecent<string, { session: OpenSession; until: number }>(MAX_CACHED);
	/** Ids of recently used tokens: requests of a page send the same token again and again. */
	const ids = createRecent<string, string>(MAX_CACHED);
	const unknown = new Set<string>();
	const lastSeen = new Map<string, number>();
	const unwritten = createUnwrittenSessions();

	ifWritable(() => db.insert(users).values({ id: OWNER }).onConflictDoNothing().run());

	const followClock = createSessionClock(deps.database, () => cache.clear());

	function idFor(token: string): string {
		const known = ids.get(token);
		if (known !== undefined) return known;
		const id = idOf(token);
		ids.set(token, id);
		return id;
	}

	/** @returns a promise that resolves when all connections of the session have been cut */
	function forget(id: string): Promise<void> {
		cache.delete(id);
		lastSeen.delete(id);
		return deps.ended(id);
	}

	/** Removes the sessions that have been unused for longest. */
	async function evictOldest(): Promise<void> {
		const rows = db.select({ id: sessions.id }).from(sessions).orderBy(desc(sessions.lastSeenAt)).all();
		for (const { id } of rows.slice(MAX_SESSIONS - 1)) {
			await lucia.invalidateSession(id);
			void forget(id);
		}
	}

	return {
		async open(client) {
			const token = TOKEN_PREFIX + randomBytes(32).toString('base64url');
			const id = idOf(token);
			const at = now();
			const from = { address: client.address.slice(0, 64), userAgent: client.userAgent.slice(0, 300) };
			try {
				followClock();
				await evictOldest();
				const made = await lucia.createSession(OWNER, { createdAt: at, lastSeenAt: at, ...from }, { sessionId: id });
				return { token, session: { id, expiresAt: made.expiresAt.getTime() } };
			} catch (error) {
				if (!isUnwritable(error)) throw error;
				const held = { createdAt: at, expiresAt: Date.now() + UNWRITTEN_MS, client: from };
				return { token, session: unwritten.add(id, held, UNWRITTEN_MS) };
			}
		},

		async validate(token) {
			if (token.length > 200) return null;
			const id = idFor(token);
			const held = unwritten.find(id);
			if (held) return { session: held, fresh: false };
			ifWritable(followClock);
			// A pup's page can add two hundred unknown tokens to each of the owner's requests.
			if (unknown.has(id)) return null;
			const cached = cache.get(id);
			if (cached && cached.until > clock() && cached.session.expiresAt > Date.now()) {
				return { session: cached.session, fresh: false };
			}
			cache.delete(id);
			const wasThere = isThere(deps.database, id);
			let session;
			try {
				({ session } = await lucia.validateSession(id));
			} catch (error) {
				if (!isWriteRefused(error)) throw error;
				return asItStands(deps.database, id);
			}
			if (!session) {
				// The session expired: its connections end as if it had been revoked.
				if (wasThere) void deps.ended(id);
				unknown.add(id);
				if (unknown.size > MAX_UNKNOWN) unknown.delete(unknown.values().next().value!);
				return null;
			}
			const open = { id, expiresAt: session.expiresAt.getTime() };
			// The session was revoked during the query: its row no longer exists, and it must not
			// return through the cache.
			if (!isThere(deps.database, id)) return null;
			cache.set(id, { session: open, until: clock() + CACHE_MS });
			return { session: open, fresh: session.fresh };
		},

		seen(id, client) {
			const tick = clock();
			if (tick - (lastSeen.get(id) ?? -Infinity) < SEEN_EVERY) return;
			lastSeen.set(id, tick);
			const at = now();
			ifWritable(() =>
				db
					.update(sessions)
					.set({
						lastSeenAt: at,
						address: client.address.slice(0, 64),
						...(client.userAgent && { userAgent: client.userAgent.slice(0, 300) })
					})
					.where(eq(sessions.id, id))
					.run()
			);
		},

		list(currentId) {
			const seconds = Math.floor(Date.now() / 1000);
			const written = db
				.select()
				.from(sessions)
				.orderBy(desc(sessions.lastSeenAt))
				.all()
				.filter((row) => row.expiresAt > seconds)
				.map((row) => shown(row, currentId));
			return [...unwritten.list(currentId), ...written];
		},

		async end(id) {
			if (unwritten.end(id)) return forget(id);
			if (!isThere(deps.database, id)) throw notFound('session', id);
			await lucia.invalidateSession(id);
			await forget(id);
		},

		async endAll(exceptId) {
			const rows = db
				.select({ id: sessions.id })
				.from(sessions)
				.where(exceptId === undefined ? undefined : ne(sessions.id, exceptId))
				.all();
			const cut: Promise<void>[] = [];
			for (const id of unwritten.ids()) {
				if (id === exceptId) continue;
				unwritten.end(id);
				cut.push(forget(id));
			}
			for (const { id } of rows) {
				await lucia.invalidateSession(id);
				cut.push(forget(id));
			}
			await Promise.all(cut);
		},

		async prune() {
			followClock();
			const seconds = Math.floor(Date.now() / 1000);
			const over = db.select({ id: sessions.id }).from(sessions).where(lt(sessions.expiresAt, seconds)).all();
			await lucia.deleteExpiredSessions();
			for (const { id } of over) void deps.ended(id);
			for (const [id, at] of lastSeen) if (clock() - at > 24 * 3600_000) lastSeen.delete(id);
		}
	};
}
