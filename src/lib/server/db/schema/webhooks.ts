/** Webhooks and their deliveries. */
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { ChangeBody } from '../../../contract/live.ts';
import type { WebhookDelivery } from '../../../contract/webhooks.ts';
import { id } from './id.ts';

/** Webhooks, and the last change that each received. */
export const webhooks = sqliteTable('webhooks', {
	id: id(),
	name: text('name').notNull(),
	/** Host of the address; the address itself is encrypted. */
	host: text('host').notNull(),
	/** Kinds of changes; null for all. */
	kinds: text('kinds', { mode: 'json' }).$type<ChangeBody['kind'][]>(),
	/** Ids of pups; null for all. */
	pups: text('pups', { mode: 'json' }).$type<string[]>(),
	/** Address and secrets, encrypted by `keys/`. */
	sealed: text('sealed').notNull(),
	/** Until when the previous secret signs too. */
	oldSecretUntil: integer('old_secret_until'),
	/** Number of the last change that was sent or skipped. */
	seq: integer('seq').notNull(),
	pausedBy: text('paused_by').$type<'owner' | 'failures'>(),
	failingSince: integer('failing_since'),
	/** Failed attempts in a row. */
	failures: integer('failures').notNull().default(0),
	/** Time of the next attempt. */
	nextAt: integer('next_at'),
	/** Why the last attempt failed. */
	problem: text('problem'),
	createdAt: integer('created_at').notNull()
});

/** The newest messages to each webhook. */
export const webhookDeliveries = sqliteTable(
	'webhook_deliveries',
	{
		/** In the order of their first attempts. */
		position: integer('position').primaryKey({ autoIncrement: true }),
		id: text('id').notNull(),
		webhookId: text('webhook_id')
			.notNull()
			.references(() => webhooks.id, { onDelete: 'cascade' }),
		message: text('message').notNull(),
		event: text('event').$type<WebhookDelivery['event']>().notNull(),
		seq: integer('seq'),
		state: text('state').$type<WebhookDelivery['state']>().notNull(),
		at: integer('at').notNull(),
		tries: integer('tries').notNull(),
		status: integer('status'),
		ms: integer('ms').notNull(),
		problem: text('problem')
	},
	(t) => [
		uniqueIndex('webhook_deliveries_message').on(t.webhookId, t.message),
		index('webhook_deliveries_newest').on(t.webhookId, t.position)
	]
);
