/** Messages to the owner and their destinations. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Severity } from '../../../contract/attention.ts';
import type { DestinationKind, ShownTarget } from '../../../contract/notifications.ts';
import { id } from './id.ts';

/** Destinations of messages to the owner. */
export const notificationDestinations = sqliteTable('notification_destinations', {
	id: id(),
	kind: text('kind').$type<DestinationKind>().notNull(),
	name: text('name').notNull(),
	severities: text('severities', { mode: 'json' }).$type<Severity[]>().notNull(),
	/** Settings that are no secret: address, topic, mail server … depending on the kind. */
	config: text('config', { mode: 'json' }).$type<ShownTarget>().notNull(),
	/** Secret, token or subscription, encrypted by `keys/`. */
	sealed: text('sealed'),
	createdAt: integer('created_at').notNull()
});

/** Messages: those still to be sent, and the newest sent ones. */
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
		/** Time of the next attempt; null: it was sent, or given up. */
		nextAt: integer('next_at'),
		/** No attempt is made after this time. */
		expiresAt: integer('expires_at').notNull(),
		sentAt: integer('sent_at'),
		/** Why the last attempt failed. */
		problem: text('problem')
	},
	(t) => [index('notifications_next').on(t.nextAt), index('notifications_created').on(t.createdAt)]
);

/** What the owner was notified of, so that each item is sent once. */
export const notified = sqliteTable('notified', {
	/** Id of the item of attention. */
	itemId: text('item_id').primaryKey(),
	severity: text('severity').$type<Severity>().notNull(),
	at: integer('at').notNull(),
	/** When the item was resolved; null while it is not. */
	goneAt: integer('gone_at')
});
