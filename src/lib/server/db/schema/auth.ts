/** Authentication: the owner, sessions and API tokens. */
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Scope } from '../../../contract/scopes.ts';
import { id } from './id.ts';

/** Has exactly one row, `owner`, because lucia needs a table of users. */
export const users = sqliteTable('users', { id: id() });

/** Sessions of lucia. `id` is the SHA-256 of the token (hex), never the token. */
export const sessions = sqliteTable('sessions', {
	id: id(),
	userId: text('user_id')
		.notNull()
		.references(() => users.id, { onDelete: 'cascade' }),
	/** Seconds since the epoch, as lucia's adapter requires. */
	expiresAt: integer('expires_at').notNull(),
	createdAt: integer('created_at').notNull(),
	lastSeenAt: integer('last_seen_at').notNull(),
	address: text('address').notNull(),
	userAgent: text('user_agent').notNull()
});

/** API tokens. Only the SHA-256 (hex) of the token itself is stored. */
export const tokens = sqliteTable(
	'tokens',
	{
		id: id(),
		name: text('name').notNull(),
		hash: text('hash').notNull(),
		scopes: text('scopes', { mode: 'json' }).$type<Scope[]>().notNull(),
		createdAt: integer('created_at').notNull(),
		/** Null: it never expires. */
		expiresAt: integer('expires_at'),
		lastUsedAt: integer('last_used_at'),
		lastUsedAddress: text('last_used_address')
	},
	(t) => [uniqueIndex('tokens_hash').on(t.hash)]
);
