/** Sources of pups. */
import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { id } from './id.ts';

export const sources = sqliteTable(
	'sources',
	{
		id: id(),
		kind: text('kind').$type<'builtin' | 'folder' | 'git' | 'web'>().notNull(),
		location: text('location').notNull(),
		name: text('name').notNull(),
		addedAt: integer('added_at').notNull(),
		lastSeenAt: integer('last_seen_at'),
		lastError: text('last_error'),
		/** The owner's name for it; null: its own name. */
		customName: text('custom_name'),
		/** `{username, password}` as JSON, encrypted by `keys/`. */
		credentials: text('credentials'),
		/** Name of the account in plain text, to show it. */
		account: text('account'),
		/** Pinned minisign public key. */
		publicKey: text('public_key')
	},
	(t) => [uniqueIndex('sources_location').on(t.location)]
);
