/** The newest messages to each webhook, with the outcome of their last try. */
import { randomBytes } from 'node:crypto';
import { and, desc, eq, lte, sql } from 'drizzle-orm';
import { notFound } from '../../contract/errors.ts';
import { DELIVERIES_MOST, type WebhookDelivery } from '../../contract/webhooks.ts';
import { tables, type Database } from '../db/index.ts';
import type { Message } from './message.ts';

/** Longest problem text that is stored, characters. */
const PROBLEM = 300;

/** The outcome of a try. */
export interface Outcome {
	/** Null where the message was accepted. */
	problem: string | null;
	/** HTTP status of the response; null where there was none. */
	status: number | null;
	/** Duration, milliseconds. */
	ms: number;
}

export interface Deliveries {
	/** Records a try; a message that was tried before keeps its place. */
	note(webhookId: string, message: Message, outcome: Outcome, at: number): WebhookDelivery;
	/** Newest first. */
	of(webhookId: string): WebhookDelivery[];
	/** @throws BoxError 404 */
	get(webhookId: string, id: string): WebhookDelivery;
}

export function createDeliveries({ db }: Database): Deliveries {
	const table = tables.webhookDeliveries;

	function prune(webhookId: string): void {
		const own = eq(table.webhookId, webhookId);
		const over = db
			.select({ position: table.position })
			.from(table)
			.where(own)
			.orderBy(desc(table.position))
			.limit(1)
			.offset(DELIVERIES_MOST)
			.get();
		if (over) {
			db.delete(table)
				.where(and(own, lte(table.position, over.position)))
				.run();
		}
	}

	return {
		note(webhookId, { id: message, event, seq }, { problem, status, ms }, at) {
			const tried = {
				state: problem === null ? ('delivered' as const) : ('failed' as const),
				...{ at, status, ms: Math.round(ms), problem: problem?.slice(0, PROBLEM) ?? null }
			};
			const row = db
				.insert(table)
				.values({ id: randomBytes(16).toString('hex'), webhookId, message, event, seq, tries: 1, ...tried })
				.onConflictDoUpdate({
					target: [table.webhookId, table.message],
					set: { ...tried, event, tries: sql`${table.tries} + 1` }
				})
				.returning()
				.get();
			prune(webhookId);
			return deliveryOf(row);
		},
		of: (webhookId) =>
			db.select().from(table).where(eq(table.webhookId, webhookId)).orderBy(desc(table.position)).all().map(deliveryOf),
		get(webhookId, id) {
			const row = db
				.select()
				.from(table)
				.where(and(eq(table.webhookId, webhookId), eq(table.id, id)))
				.get();
			if (!row) throw notFound('delivery', id);
			return deliveryOf(row);
		}
	};
}

function deliveryOf({
	position: _position,
	webhookId: _webhookId,
	...row
}: typeof tables.webhookDeliveries.$inferSelect): WebhookDelivery {
	return row;
}
