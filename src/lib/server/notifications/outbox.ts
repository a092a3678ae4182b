/** Messages in the database: waiting ones, and the newest that were sent or given up. */
import { randomBytes } from 'node:crypto';
import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, min, sql } from 'drizzle-orm';
import type { AttentionItem } from '../../contract/attention.ts';
import type { Delivery } from '../../contract/notifications.ts';
import { backOff } from '../concurrency/index.ts';
import { tables, type Database } from '../db/index.ts';

export type Row = typeof tables.notifications.$inferSelect;

/** Delays before another try. */
const RETRIES = { firstMs: 10_000, mostMs: 3_600_000, factor: 3 };
/** A message is given up after this time, milliseconds. */
const KEPT_MS = 3 * 86_400_000;
/** Most waiting messages; beyond that the oldest are given up. */
const WAITING_MOST = 500;
/** Most finished messages that are kept. */
const OVER_MOST = 100;
const SHOWN = 20;
const PROBLEM = 300;
const TOO_LATE = 'It could not be sent in time.';

export interface Outbox {
	/**
	 * Times are milliseconds since the epoch.
	 * @param at earliest time of sending
	 */
	add(destinationId: string, item: AttentionItem, at: number, now: number): void;
	/** Removes excess finished messages, and the oldest waiting ones where there are too many. */
	prune(): void;
	/**
	 * Messages to be sent now: those with the fewest failures first, and among these the oldest.
	 */
	due(now: number): Row[];
	/** When the next message is due; null for none. */
	nextAt(): number | null;
	later(ids: readonly string[], at: number): void;
	/**
	 * Makes waiting messages of this destination due now, because the cause of their failure may be
	 * fixed.
	 */
	hasten(destinationId: string, now: number): void;
	/** Gives up messages that could not be sent in time. */
	expire(now: number): void;
	sent(id: string, now: number): void;
	/**
	 * Schedules another try, or gives the message up.
	 * @returns when another try with the same destination is worthwhile
	 */
	failed(row: Row, problem: string, now: number): number;
	newest(): Delivery[];
	/** The last success and the last problem of a destination. */
	lastOf(destinationId: string): { sentAt: number | null; problem: string | null };
}

export function createOutbox({ db }: Database): Outbox {
	const table = tables.notifications;
	const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

	/** Keeps the table bounded; finished messages are removed first. */
	function prune(): void {
		const newestFirst = desc(table.createdAt);
		const over = db.select({ id: table.id }).from(table).where(isNull(table.nextAt)).orderBy(newestFirst).all();
		const waiting = db.select({ id: table.id }).from(table).where(isNotNull(table.nextAt)).orderBy(newestFirst).all();
		const gone = [...ids(over).slice(OVER_MOST), ...ids(waiting).slice(WAITING_MOST)];
		if (gone.length > 0) db.delete(table).where(inArray(table.id, gone)).run();
	}

	return {
		add(destinationId, item, at, createdAt) {
			const { id: itemId, severity, title, action } = item;
			const links = item.links.map(({ label, note }) => `${label}: ${note}`);
			db.insert(table)
				.values({
					id: randomBytes(16).toString('hex'),
					destinationId,
					itemId,
					severity,
					title,
					text: [item.text, ...links, ...item.steps.map(({ text }) => text)].filter(Boolean).join('\n'),
					path: action?.href ?? '/#attention',
					createdAt,
					nextAt: at,
					expiresAt: Math.max(at, createdAt) + KEPT_MS
				})
				.run();
		},
		prune,
		due: (now) =>
			db
				.select()
				.from(table)
				.where(lte(table.nextAt, now))
				.orderBy(asc(table.attempts), asc(table.createdAt), asc(table.id))
				.all(),
		nextAt: () =>
			db
				.select({ at: min(table.nextAt) })
				.from(table)
				.get()?.at ?? null,
		later(ids, at) {
			if (ids.length > 0)
				db.update(table)
					.set({ nextAt: at })
					.where(inArray(table.id, [...ids]))
					.run();
		},
		hasten(destinationId, now) {
			db.update(table)
				.set({ nextAt: now })
				.where(and(eq(table.destinationId, destinationId), isNotNull(table.nextAt)))
				.run();
		},
		expire(now) {
			db.update(table)
				.set({ nextAt: null, problem: sql`coalesce(${table.problem}, ${TOO_LATE})` })
				.where(and(isNotNull(table.nextAt), lte(table.expiresAt, now)))
				.run();
		},
		sent(id, now) {
			db.update(table).set({ nextAt: null, sentAt: now, problem: null }).where(eq(table.id, id)).run();
		},
		failed({ id, attempts, expiresAt }, problem, now) {
			const next = now + backOff(RETRIES, attempts + 1);
			db.update(table)
				.set({ attempts: attempts + 1, nextAt: next < expiresAt ? next : null, problem: problem.slice(0, PROBLEM) })
				.where(eq(table.id, id))
				.run();
			return next;
		},
		newest: () =>
			db.select().from(table).orderBy(desc(table.createdAt), desc(table.id)).limit(SHOWN).all().map(deliveryOf),
		lastOf(destinationId) {
			const last = (column: typeof table.sentAt | typeof table.problem) =>
				db
					.select()
					.from(table)
					.where(and(eq(table.destinationId, destinationId), isNotNull(column)))
					.orderBy(desc(table.createdAt))
					.get();
			const sentAt = last(table.sentAt)?.sentAt ?? null;
			const failed = last(table.problem);
			return { sentAt, problem: failed && failed.createdAt >= (sentAt ?? 0) ? failed.problem : null };
		}
	};
}

function deliveryOf({ text: _text, path: _path, expiresAt: _expiresAt, ...row }: Row): Delivery {
	return { ...row, state: row.nextAt !== null ? 'waiting' : row.sentAt !== null ? 'sent' : 'failed' };
}
