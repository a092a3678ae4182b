/** Messages to the owner and where they go. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Severity } from '../../../contract/attention.ts';
import type { DestinationKind, ShownTarget } from '../../../contract/notifications.ts';
import { id } from './id.ts';

/** Where messages to the owner go. */
export const notificationDestinations = sqliteTable('notification_destinations', {
	id: id(),
	kind: text('kind').$type<DestinationKind>().notNull(),
	name: text('name').notNull(),
	severities: text('severities', { mode: 'json' }).$type<Severity[]>().notNull(),
	/** What is no secret: address, topic, mail server … as its kind says. */
	config: text('config', { mode: 'json' }).$type<ShownTarget>().notNull(),
	/** Secret, token or subscription, sealed by `keys/`. */
	sealed: text('sealed'),
	createdAt: integer('created_at').notNull()
});

/** Messages: those that wait to be sent, and the newest of those that were. */
export const notifications = sqliteTable(
	'notifications',
	{
		id: id(),
		destinationId: text('destination_id')
			.notNull()
			.references(() => notificationDestinations.id, { onDelete: 'cascade' }),
		itemId: text('item_id').notNull(),
		severity: text('severity').$type<Severity>().notNull(),
		title: text('title').notNull(),
		text: text('text').notNull(),
		/** Path on the box. */
		path: text('path').notNull(),
		attempts: integer('attempts').notNull().default(0),
		createdAt: integer('created_at').notNull(),
		/** When it is tried next; null: it was sent, or given up. */
		nextAt: integer('next_at'),
		/** No try is made after that. */
		expiresAt: integer('expires_at').notNull(),
		sentAt: integer('sent_at'),
		/** Why the last try failed. */
		problem: text('problem')
	},
	(t) => [index('notifications_next').on(t.nextAt), index('notifications_created').on(t.createdAt)]
);

/** What was sent to the owner, so that each thing is sent once. */
export const notified = sqliteTable('notified', {
	/** Of the item of attention. */
	itemId: text('item_id').primaryKey(),
	severity: text('severity').$type<Severity>().notNull(),
	at: integer('at').notNull(),
	/** Since when it is over; null while it is not. */
	goneAt: integer('gone_at')
});
