/**
 * The existing layers: rows in `images`, folders below the images folder, and a description file
 * next to each folder.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { eq, inArray, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { tables, type Database } from '../db/index.ts';
import type { BuiltImage } from './types.ts';

/** Contents of `<id>.json`. */
const description = v.object({
	id: v.string(),
	kind: v.picklist(['base', 'packages', 'archives', 'image', 'nix']),
	title: v.string(),
	parentId: v.nullable(v.string()),
	createdAt: v.number(),
	sizeBytes: v.number()
});
export type ImageDescription = v.InferOutput<typeof description>;

export type StoredLayer = Pick<ImageDescription, 'id' | 'kind' | 'title' | 'parentId' | 'sizeBytes'>;

export interface ImageStore {
	/**
	 * A finished layer, or null. A complete folder without a row (restored, or written by a test)
	 * gets its row.
	 */
	find(id: string): BuiltImage | null;
	/** Records that a layer is being built. */
	begin(image: Omit<ImageDescription, 'sizeBytes'>): void;
	/** Records that a layer is finished. */
	finish(image: ImageDescription): BuiltImage;
	/** Layers that this process is building. */
	building(): string[];
	/** Removes the rows of layers. */
	forget(ids: string[]): void;
	/** All finished layers, with the parent of each. */
	list(): StoredLayer[];
	/** Reconciles rows with folders. @returns ids of incomplete folders */
	reconcile(): string[];
}

/** Whether the row of a layer matches its file and is ready. */
const isSame = (image: ImageDescription, row: typeof tables.images.$inferSelect | undefined): boolean =>
	row?.status === 'ready' &&
	(['kind', 'title', 'parentId', 'sizeBytes', 'createdAt'] as const).every((name) => row[name] === image[name]);

/** The store of one images folder. */
export function createImageStore(database: Database, folder: string): ImageStore {
	const { db } = database;
	const { images } = tables;
	const active = new Set<string>();
	const pathOf = (id: string) => join(folder, id);

	function described(id: string): ImageDescription | null {
		const file = join(folder, `${id}.json`);
		if (!existsSync(file) || !existsSync(pathOf(id))) return null;
		try {
			const parsed = v.safeParse(description, JSON.parse(readFileSync(file, 'utf8')));
			return parsed.success && parsed.output.id === id ? parsed.output : null;
		} catch {
			return null;
		}
	}

	const built = ({ id, title, sizeBytes }: ImageDescription): BuiltImage => ({
		...{ id, title, sizeBytes },
		path: pathOf(id)
	});

	function finish(image: ImageDescription): BuiltImage {
		const row = { ...image, status: 'ready' as const };
		db.insert(images).values(row).onConflictDoUpdate({ target: images.id, set: row }).run();
		return built(image);
	}

	const byId = db
		.select()
		.from(images)
		.where(eq(images.id, sql.placeholder('id')))
		.prepare();
	return {
		find(id) {
			const found = described(id);
			if (!found) return null;
			return isSame(found, byId.get({ id })) ? built(found) : finish(found);
		},
		begin(image) {
			active.add(image.id);
			const row = { ...image, status: 'building' as const, sizeBytes: null };
			db.insert(images).values(row).onConflictDoUpdate({ target: images.id, set: row }).run();
		},
		finish(image) {
			active.delete(image.id);
			return finish(image);
		},
		building: () => [...active],
		forget(ids) {
			for (const id of ids) active.delete(id);
			if (ids.length > 0) db.delete(images).where(inArray(images.id, ids)).run();
		},
		list() {
			const rows = db.select().from(images).where(eq(images.status, 'ready')).all();
			return rows.map(({ id, kind, title, parentId, sizeBytes }) => ({
				id,
				kind,
				title,
				parentId,
				sizeBytes: sizeBytes ?? 0
			}));
		},
		reconcile() {
			const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name)) : [];
			const whole = names.map(described).filter((image) => image !== null);
			const rows = new Map(
				db
					.select()
					.from(images)
					.all()
					.map((row) => [row.id, row])
			);
			const known = new Set(whole.map((image) => image.id));
			const stale = [...rows.keys()].filter((id) => !known.has(id) && !active.has(id));
			// At a start nearly all rows are correct. Only wrong ones are written, because each
			// costs a disk write.
			const wrong = whole.filter((image) => !isSame(image, rows.get(image.id)));
			database.transaction(() => {
				wrong.forEach(finish);
				if (stale.length > 0) db.delete(images).where(inArray(images.id, stale)).run();
			});
			return names.filter((id) => !known.has(id) && !active.has(id));
		}
	};
}
