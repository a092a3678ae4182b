/** Layers of root filesystems. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { id } from './id.ts';

/** Built layers of root filesystems, by the hash of their inputs. */
export const images = sqliteTable('images', {
	/** SHA-256 of the inputs, hex. */
	id: id(),
	kind: text('kind').$type<'base' | 'packages' | 'archives' | 'image' | 'nix'>().notNull(),
	/** `Debian bookworm, minimal`, `python3, python3-requests` */
	title: text('title').notNull(),
	status: text('status').$type<'building' | 'ready'>().notNull(),
	/** The layer below, for `packages`. */
	parentId: text('parent_id'),
	sizeBytes: integer('size_bytes'),
	createdAt: integer('created_at').notNull()
});
