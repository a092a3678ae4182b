/** Which layers are used, and by whom; the others can be freed. */
import { monotonicMs } from '../concurrency/index.ts';
import type { Host } from '../host/index.ts';
import { buildRemove } from '../host/index.ts';
import type { ImageStore, StoredLayer } from './image-store.ts';
import type { Builder, LayerUse } from './types.ts';

/**
 * How long after the end of a build what it handed out is kept, milliseconds: until then its caller
 * has written down that it uses it.
 */
const GRACE_MS = 2000;
/** A layer that was asked for this recently may be asked for again, milliseconds. */
const RECENT_MS = 60 * 60_000;

export interface LayerKeeper extends Pick<Builder, 'addUser' | 'layers' | 'unusedLayers' | 'freeUnused'> {
	/** A layer was found or made for somebody. */
	handOut(id: string): void;
	/**
	 * The removal of a layer that is under way; it rejects where that fails. Until then what is
	 * left of the layer is nobody's, and its folders are not free for a new one.
	 */
	leaving(id: string): Promise<unknown> | undefined;
	/** Does the work of a build: what is handed out meanwhile is kept until that has ended. */
	during<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Ids of layers that have to stay: those that are used, and what lies below them. Pure.
 * @param all that are there
 * @param used ids that somebody names
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
	/** What builds that are under way were handed. */
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
			// Whose it is, is not known here: too many keep it for a while, never too few.
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
			// Forgotten first: a build that begins now makes its own, when these are gone.
			store.forget(images);
			const removal = host.call(buildRemove, { images }).finally(() => images.forEach((id) => removals.delete(id)));
			for (const id of images) removals.set(id, removal);
			await removal;
			return gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
		}
	};
}
