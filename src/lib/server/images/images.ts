/** The stored images of this host. */
import { join } from 'node:path';
import type { Builder } from '../build/index.ts';
import type { Database } from '../db/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { HostPaths } from '../host/index.ts';
import { createBlobs } from './blobs.ts';
import { readConfiguration } from './documents.ts';
import { inUse, noSuchImage } from './failures.ts';
import { createKeeper, hex } from './keep.ts';
import { createLoad } from './load.ts';
import { createAssembling } from './assemble.ts';
import { familiar, findImage, isDigest, parseImageName, type Found } from './names.ts';
import { createPull } from './pull.ts';
import { definePullJob } from './pull-job.ts';
import { createPush } from './push.ts';
import { decideRemoval, partsOf, type Removal } from './removal.ts';
import { createImageRows, shownImage, type ImageRow } from './rows.ts';
import { saveArchive, type Wanted } from './save.ts';
import type { Images, ImageUser, RemovedPart } from './types.ts';

export interface ImagesDeps {
	database: Database;
	jobs: Jobs;
	/** Null where this host cannot run containers. Images can still be listed. */
	builder: Builder | null;
	/** Creates the error where there is no builder: 409 `host-cannot-run`. */
	cannotRun: () => Error;
	paths: Pick<HostPaths, 'data'>;
	/** `process.arch`; another one in tests. */
	arch?: string;
	/** Milliseconds since the epoch. */
	now?: () => number;
}

/** Creates the store of images. It does nothing before the first call. */
export function createImages(deps: ImagesDeps): Images {
	const { database, paths, arch = process.arch, now = Date.now } = deps;
	const builder = () => {
		if (!deps.builder) throw deps.cannotRun();
		return deps.builder;
	};
	const rows = createImageRows(database);
	const blobs = createBlobs(join(paths.data, 'blobs'));
	const shared = { rows, blobs, builder, arch, now };
	const keeper = createKeeper(shared);
	const users: (() => readonly ImageUser[])[] = [];
	const usersOf = ({ layer }: Pick<ImageRow, 'layer'>) =>
		layer === null ? [] : users.flatMap((one) => one()).filter((user) => user.layer === layer);

	const pull = createPull(shared, keeper);
	const pulls = definePullJob(deps.jobs, pull);
	deps.builder?.addUser(() =>
		rows.all().flatMap(({ layer, names, id }) =>
			layer === null
				? []
				: [
						{
							layers: [layer],
							pupId: null,
							version: names[0] ? familiar(names[0]) : id.slice(0, 12),
							as: 'current' as const
						}
					]
		)
	);

	function need(reference: string): Found<ImageRow> {
		const found = findImage(rows.all(), reference);
		if (!found) throw noSuchImage(reference);
		return found;
	}

	/** Removes parts that no image uses any more. @returns bytes */
	async function sweep(): Promise<number> {
		const kept = new Set<string>();
		for (const row of rows.all()) {
			kept.add(row.manifest).add(row.id);
			const parts = await keeper.parts(row).catch(() => null);
			for (const { digest } of parts?.layers ?? []) kept.add(digest);
		}
		return blobs.keepOnly(kept);
	}

	/** Frees parts of removed images, and their roots that nothing runs from. */
	async function free(gone: readonly ImageRow[]): Promise<void> {
		await sweep();
		await deps.builder?.freeUnused(gone.flatMap(({ layer }) => layer ?? []));
	}

	function removeImage({ image }: Found<ImageRow>, removal: Removal): RemovedPart[] {
		return database.transaction(() => {
			for (const name of removal.names) rows.unname(name);
			if (removal.image) rows.remove(image.id);
			return partsOf(image, removal);
		});
	}

	/** Images with the names that an archive gets. */
	function wanted(references: readonly string[]): Wanted[] {
		const found = new Map<string, Wanted>();
		for (const reference of references) {
			const { image, by } = need(reference);
			const names = by && !isDigest(by) ? [by] : by === null ? image.names : [];
			found.set(image.id, { row: image, names: [...(found.get(image.id)?.names ?? []), ...names] });
		}
		return [...found.values()];
	}

	return {
		find(reference) {
			const found = findImage(rows.all(), reference);
			return found && shownImage(found.image);
		},
		list: () => rows.all().map(shownImage),
		async get(reference) {
			const { image } = need(reference);
			const { author, architecture, os, config, diffIds } = readConfiguration(await blobs.document(image.id));
			return { ...shownImage(image), author, architecture, os, config, diffIds };
		},
		ofLayer(layer) {
			const row = rows.all().find((one) => one.layer === layer);
			return row ? shownImage(row) : null;
		},
		ofPin(pin) {
			const row = rows.all().find((one) => one.rootKey === hex(pin));
			return row ? shownImage(row) : null;
		},
		pull,
		push: createPush(shared, keeper),
		tagsOf: (...args) => builder().tagsOf(...args),
		search: (...args) => builder().searchImages(...args),
		signIn: (registry, login, signal) => builder().signIn(registry, login, signal),
		requestPull(reference) {
			builder();
			parseImageName(reference);
			return pulls.submit({ reference }, { requestedBy: 'owner' });
		},
		usersOf: (image) => usersOf({ layer: image.layer }).map(({ name }) => name),
		ensureRoot: (image, listener) => keeper.ensureRoot(keeper.row(hex(image.id)), listener),
		tag(reference, name) {
			const { image } = need(reference);
			rows.name(image.id, parseImageName(name));
			return shownImage(keeper.row(image.id));
		},
		async remove(reference, force, dry = false) {
			const found = need(reference);
			const decided = decideRemoval(found, usersOf(found.image), force);
			if ('why' in decided) throw inUse(decided.what, decided.why);
			if (dry) return partsOf(found.image, decided);
			const removed = removeImage(found, decided);
			if (decided.image) await free([found.image]);
			return removed;
		},
		async prune({ all, only, before = Infinity, dry = false }) {
			const gone = rows.all().filter((row) => {
				const unnamed = !row.names.some((name) => !isDigest(name));
				if (only && !only.has(`sha256:${row.id}`)) return false;
				return (all || unnamed) && row.createdAt < before && usersOf(row).length === 0;
			});
			const whole = (image: ImageRow) => ({ names: [...image.names], image: true });
			const removed = gone.flatMap((image) =>
				dry ? partsOf(image, whole(image)) : removeImage({ image, by: null }, whole(image))
			);
			const roots = gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
			if (gone.length > 0 && !dry) await free(gone);
			return { removed, bytes: roots };
		},
		async history(reference) {
			const { image } = need(reference);
			const { history } = readConfiguration(await blobs.document(image.id));
			const { layers } = await keeper.parts(image);
			const sizes = layers.map(({ size }) => size);
			// Steps without a layer may be anywhere between those with one.
			return history.map(({ empty, ...step }) => ({ ...step, sizeBytes: empty ? 0 : (sizes.shift() ?? 0) })).reverse();
		},
		save: (references) => saveArchive(wanted(references), keeper, blobs),
		load: createLoad(shared, keeper),
		assemble: createAssembling(shared, keeper),
		bytes: blobs.bytes,
		addUsers: (of) => void users.push(of),
		async recover() {
			await sweep();
		}
	};
}
