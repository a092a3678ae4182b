/** Stored images. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { StoredImageSource } from '../../../contract/images.ts';
import { id } from './id.ts';

/** Images that are stored completely: with names, to start boxes from, to save and to push. */
export const storedImages = sqliteTable('stored_images', {
	/** SHA-256 of its configuration, hex. */
	id: id(),
	/** SHA-256 of its manifest, hex. */
	manifest: text('manifest').notNull(),
	/** Key of its root in `build/`: SHA-256 of what its name referred to, hex. */
	rootKey: text('root_key').notNull(),
	/** Id of its root among `images`; null until it is unpacked. */
	layer: text('layer'),
	/** Bytes of its root. */
	sizeBytes: integer('size_bytes').notNull(),
	source: text('source').$type<StoredImageSource>().notNull(),
	/** Creation time in its configuration; 0 where it has none. */
	createdAt: integer('created_at').notNull(),
	/** When it was stored here. */
	addedAt: integer('added_at').notNull()
});

/** Names of images: `docker.io/library/nginx` with a tag, or the digest by which it was pulled. */
export const imageNames = sqliteTable(
	'image_names',
	{
		name: text('name').notNull(),
		/** `1.25`, or `sha256:…`. */
		version: text('version').notNull(),
		imageId: text('image_id')
			.notNull()
			.references(() => storedImages.id, { onDelete: 'cascade' })
	},
	(t) => [primaryKey({ columns: [t.name, t.version] }), index('image_names_image').on(t.imageId)]
);
