/** Rows of images and of their names. */
import { and, desc, eq } from 'drizzle-orm';
import { tables, type Database } from '../db/index.ts';
import { familiar, isDigest, type ImageName, type KnownImage } from './names.ts';
import type { LocalImage } from './types.ts';

const { storedImages, imageNames } = tables;
export type ImageRow = typeof storedImages.$inferSelect & KnownImage;

export interface ImageRows {
	/** Newest first, each with its names. */
	all(): ImageRow[];
	add(image: typeof storedImages.$inferInsert): void;
	set(id: string, values: Partial<Pick<ImageRow, 'layer' | 'sizeBytes' | 'rootKey'>>): void;
	/** Moves the name to this image. */
	name(id: string, name: ImageName): void;
	unname(name: ImageName): void;
	remove(id: string): void;
}

export function createImageRows({ db }: Database): ImageRows {
	const everyName = db.select().from(imageNames).orderBy(imageNames.name, imageNames.version).prepare();
	const everyImage = db.select().from(storedImages).orderBy(desc(storedImages.createdAt), storedImages.id).prepare();
	return {
		all() {
			const names = everyName.all();
			const rows = everyImage.all();
			return rows.map((row) => ({
				...row,
				names: names.flatMap(({ imageId, name, version }) => (imageId === row.id ? { name, version } : []))
			}));
		},
		add: (image) => void db.insert(storedImages).values(image).onConflictDoNothing().run(),
		set: (id, values) => void db.update(storedImages).set(values).where(eq(storedImages.id, id)).run(),
		name(imageId, { name, version }) {
			db.insert(imageNames)
				.values({ name, version, imageId })
				.onConflictDoUpdate({ target: [imageNames.name, imageNames.version], set: { imageId } })
				.run();
		},
		unname: ({ name, version }) =>
			void db
				.delete(imageNames)
				.where(and(eq(imageNames.name, name), eq(imageNames.version, version)))
				.run(),
		remove: (id) => void db.delete(storedImages).where(eq(storedImages.id, id)).run()
	};
}

/** A row in its public form. */
export function shownImage(row: ImageRow): LocalImage {
	const { id, manifest, rootKey, layer, sizeBytes, source, createdAt, addedAt, names } = row;
	return {
		id: `sha256:${id}`,
		manifest: `sha256:${manifest}`,
		pin: `sha256:${rootKey}`,
		tags: names.filter((one) => !isDigest(one)).map(familiar),
		digests: names.filter(isDigest).map(familiar),
		layer,
		sizeBytes,
		source,
		createdAt,
		addedAt
	};
}
