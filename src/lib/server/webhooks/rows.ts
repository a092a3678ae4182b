/** Stored webhooks. Addresses and secrets are sealed, and opened only to send with them. */
import { randomBytes } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import { BoxError, notFound } from '../../contract/errors.ts';
import {
	OLD_SECRET_HOURS,
	WEBHOOKS_MOST,
	type NewWebhook,
	type Webhook,
	type WebhookChange
} from '../../contract/webhooks.ts';
import { tables, type Database } from '../db/index.ts';
import type { Sealer } from '../keys/index.ts';
import type { Failing } from './failing.ts';
import { SECRET_PREFIX } from './message.ts';

/** Longest problem text that is stored, characters. */
const PROBLEM = 300;
const SECRET_BYTES = 32;

export type Row = typeof tables.webhooks.$inferSelect;

/** Everything needed to send. */
export interface Target {
	url: string;
	secret: string;
	/** Signs in addition to `secret`. */
	oldSecret: string | null;
}

export interface Rows {
	all(): Row[];
	/** Null where no webhook has this id. */
	find(id: string): Row | null;
	/** @throws BoxError 404 */
	get(id: string): Row;
	/** @throws BoxError 404; 500 `sealed-unreadable` */
	target(id: string): Target;
	/**
	 * @param seq number of the last event that it does not receive. @throws BoxError 409
	 * `too-many-webhooks`
	 */
	add(webhook: NewWebhook, seq: number): { id: string; secret: string };
	/** @returns a new secret where the server has changed. @throws BoxError 404 */
	change(id: string, change: WebhookChange): string | null;
	/** @throws BoxError 404 */
	remove(id: string): void;
	/** @returns the new secret. @throws BoxError 404 */
	rotate(id: string): string;
	/** @throws BoxError 404 */
	pause(id: string): void;
	/** @param seq position from which it continues; null: the stored one. @throws BoxError 404 */
	resume(id: string, seq: number | null): void;
	/**
	 * Advances the position: everything up to `seq` was accepted or is not wanted. Never decreases
	 * it.
	 */
	passed(id: string, seq: number): void;
	/**
	 * Records that the message with `seq` was accepted; `restart` also allows the position to
	 * decrease.
	 */
	taken(id: string, seq: number, restart: boolean): void;
	/** Records a failure and the time of the next try, or that there is none. */
	failed(id: string, failing: Failing, problem: string): void;
}

const context = (id: string) => `webhooks/${id}`;
const newSecret = () => SECRET_PREFIX + randomBytes(SECRET_BYTES).toString('base64');
const WELL = { failingSince: null, failures: 0, nextAt: null, problem: null };

/** @param now milliseconds since the epoch */
export function createRows(database: Database, sealer: Sealer, now: () => number): Rows {
	const { db } = database;
	const table = tables.webhooks;
	const find = (id: string) => db.select().from(table).where(eq(table.id, id)).get() ?? null;
	const set = (id: string, values: Partial<Omit<Row, 'id'>>) => {
		if (Object.keys(values).length > 0) db.update(table).set(values).where(eq(table.id, id)).run();
	};

	function get(id: string): Row {
		const row = find(id);
		if (!row) throw notFound('webhook', id);
		return row;
	}

	function target(id: string): Target {
		const { sealed, oldSecretUntil } = get(id);
		const open = JSON.parse(sealer.open(sealed, context(id))) as Target;
		return { ...open, oldSecret: (oldSecretUntil ?? 0) > now() ? open.oldSecret : null };
	}

	const sealedOf = (id: string, open: Target) => sealer.seal(JSON.stringify(open), context(id));
	const hostOf = (url: string) => new URL(url).host;
	const wholeSeq = (seq: number) => sql<number>`max(${table.seq}, ${seq})`;

	return {
		all: () => db.select().from(table).orderBy(asc(table.createdAt), asc(table.id)).all(),
		find,
		get,
		target,
		add({ url, ...choices }, seq) {
			if (db.select({ id: table.id }).from(table).all().length >= WEBHOOKS_MOST) {
				throw new BoxError({
					code: 'too-many-webhooks',
					status: 409,
					message: `A box has at most ${WEBHOOKS_MOST} webhooks.`,
					hint: 'Remove one that is not used.'
				});
			}
			const id = randomBytes(16).toString('hex');
			const secret = newSecret();
			const sealed = sealedOf(id, { url, secret, oldSecret: null });
			db.insert(table)
				.values({ id, ...choices, host: hostOf(url), sealed, seq, createdAt: now() })
				.run();
			return { id, secret };
		},
		change(id, { url, name, kinds, pups }) {
			get(id);
			const choices = {
				...(name !== undefined && { name }),
				...(kinds !== undefined && { kinds }),
				...(pups !== undefined && { pups })
			};
			if (url === undefined) {
				set(id, choices);
				return null;
			}
			const before = target(id);
			const moved = new URL(before.url).origin !== new URL(url).origin;
			const secret = moved ? newSecret() : null;
			const after = secret === null ? { ...before, url } : { url, secret, oldSecret: null };
			const over = moved && { oldSecretUntil: null };
			set(id, { ...choices, ...over, host: hostOf(url), sealed: sealedOf(id, after), nextAt: null });
			return secret;
		},
		remove(id) {
			get(id);
			db.delete(table).where(eq(table.id, id)).run();
		},
		rotate(id) {
			const { url, secret: oldSecret } = target(id);
			const secret = newSecret();
			const oldSecretUntil = now() + OLD_SECRET_HOURS * 3_600_000;
			set(id, { sealed: sealedOf(id, { url, secret, oldSecret }), oldSecretUntil });
			return secret;
		},
		pause(id) {
			get(id);
			set(id, { pausedBy: 'owner', nextAt: null });
		},
		resume(id, seq) {
			get(id);
			set(id, { ...WELL, pausedBy: null, ...(seq !== null && { seq }) });
		},
		passed: (id, seq) =>
			void db
				.update(table)
				.set({ seq: wholeSeq(seq) })
				.where(eq(table.id, id))
				.run(),
		taken: (id, seq, restart) =>
			void db
				.update(table)
				.set({ ...WELL, seq: restart ? seq : wholeSeq(seq) })
				.where(eq(table.id, id))
				.run(),
		failed: (id, failing, problem) =>
			set(id, {
				...failing,
				problem: problem.slice(0, PROBLEM),
				...(failing.nextAt === null && { pausedBy: 'failures' as const })
			})
	};
}

/** The public form of a webhook. @param newest number of the newest event */
export function shownWebhook(row: Row, newest: number, now: number): Webhook {
	const { id, name, host, kinds, pups, pausedBy, seq, nextAt, failingSince, problem, createdAt } = row;
	const old = (row.oldSecretUntil ?? 0) > now ? row.oldSecretUntil : null;
	return {
		...{ id, name, host, kinds, pups, pausedBy, seq, nextAt, failingSince, problem, createdAt },
		state: pausedBy !== null ? 'paused' : failingSince !== null ? 'failing' : 'active',
		behind: Math.max(0, newest - seq),
		oldSecretUntil: old
	};
}
