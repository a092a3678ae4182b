/** Tracks which layers are used and by whom. Others can be freed. */
import { monotonicMs } from '../concurrency/index.ts';
import type { Host } from '../host/index.ts';
import { buildRemove } from '../host/index.ts';
import type { ImageStore, StoredLayer } from './image-store.ts';
import type { Builder, LayerUse } from './types.ts';

/**
 * Time for which layers are kept after the build that returned them, milliseconds. By then the
 * caller has stored that it uses them.
 */
const GRACE_MS = 2000;
/** A layer that was requested within this time may be requested again, milliseconds. */
const RECENT_MS = 60 * 60_000;

export interface LayerKeeper extends Pick<Builder, 'addUser' | 'layers' | 'unusedLayers' | 'freeUnused'> {
	/** Records that a layer was returned to a caller. */
	handOut(id: string): void;
	/**
	 * The removal of a layer that is in progress; it rejects on a failure. Until then the layer has
	 * no owner, and a new one cannot use its folders.
	 */
	leaving(id: string): Promise<unknown> | undefined;
	/** Runs a build. Layers that are handed out meanwhile are kept until it has ended. */
	during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Ids of layers that must stay: used ones and their parents. Pure.
 * @param all existing layers
 * @param used ids of used layers
 */
export function keptLayers(all: readonly Pick<StoredLayer, 'id' | 'parentId'>[], used: Iterable<string>): Set<string> {
	const parents = new Map(all.map(({ id, parentId }) => [id, parentId]));
	const kept = new Set<string>();
	for (const first of used) {
		for (let id: string | null = first; id !== null && !kept.has(id); id = parents.get(id) ?? null) kept.add(id);
	}
	return kept;
}

export function createLayerKeeper(deps: { host: Host; store: ImageStore; clock?: () => number }): LayerKeeper {
	const { host, store, clock = monotonicMs } = deps;
	/** Id → when it was last handed out. */
	const handedOut = new Map<string, number>();
	const users: (() => readonly LayerUse[])[] = [];
	/** Layers handed out to each running build. */
	const builds = new Set<Set<string>>();
	/** Id → its removal. */
	const removals = new Map<string, Promise<unknown>>();
	const uses = () => users.flatMap((one) => one());

	function unused(): StoredLayer[] {
		const all = store.list();
		const named = [
			...uses().flatMap(({ layers }) => layers),
			...store.building(),
			...[...builds].flatMap((ids) => [...ids])
		];
		const kept = keptLayers(all, named);
		return all.filter(({ id }) => !kept.has(id)).sort((a, b) => b.sizeBytes - a.sizeBytes);
	}

	return {
		addUser: (of) => void users.push(of),
		handOut(id) {
			// The requesting build is not known here, so every running build keeps the layer. That
			// may keep too many layers, but never too few.
			for (const ids of builds) ids.add(id);
			handedOut.set(id, clock());
		},
		leaving: (id) => removals.get(id),
		async during(work) {
			const ids = new Set<string>();
			builds.add(ids);
			try {
				return await work();
			} finally {
				setTimeout(() => builds.delete(ids), GRACE_MS).unref();
			}
		},
		layers() {
			const all = uses();
			return store
				.list()
				.map(({ id, title, kind, sizeBytes }) => ({
					id,
					title,
					kind,
					bytes: sizeBytes,
					usedBy: all
						.filter(({ layers }) => layers.includes(id))
						.map(({ pupId, version, as }) => ({ pupId, version, as }))
				}))
				.sort((a, b) => b.bytes - a.bytes);
		},
		unusedLayers: () =>
			unused().map(({ id, title, kind, sizeBytes }) => ({
				id,
				title,
				kind,
				bytes: sizeBytes,
				recent: clock() - (handedOut.get(id) ?? -Infinity) < RECENT_MS
			})),
		async freeUnused(ids) {
			const wanted = new Set(ids);
			const gone = unused().filter(({ id }) => wanted.has(id));
			if (gone.length === 0) return 0;
			const images = gone.map(({ id }) => id);
			// Their rows are removed first, so that a build that begins now waits and creates its
			// own.
			store.forget(images);
			const removal = host.call(buildRemove, { images }).finally(() => images.forEach((id) => removals.delete(id)));
			for (const id of images) removals.set(id, removal);
			await removal;
			return gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
		}
	};
}
