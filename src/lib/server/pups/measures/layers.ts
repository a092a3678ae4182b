/** Layers of pups' programs: how much each pup has of them, and what nobody uses. */
import type { PupsDeps } from '../deps.ts';

/** Bytes of layers. */
export interface PupLayers {
	/** All of them together. */
	total: number;
	/** Those that nobody uses; base layers are kept for the next installation. */
	unused: number;
	/**
	 * Of each pup by its id, with the version it can go back to. What several share counts whole
	 * for each.
	 */
	byPup: Map<string, number>;
}

/** @returns `free` removes what nobody uses; bytes freed */
export function createPupLayers({ builder }: Pick<PupsDeps, 'builder'>): {
	list(): PupLayers;
	free(): Promise<number>;
} {
	const unused = () => builder?.unusedLayers().filter(({ kind }) => kind !== 'base') ?? [];
	return {
		list() {
			const byPup = new Map<string, number>();
			const layers = builder?.layers() ?? [];
			for (const { bytes, usedBy } of layers) {
				for (const pup of new Set(usedBy.flatMap(({ pupId }) => pupId ?? [])))
					byPup.set(pup, (byPup.get(pup) ?? 0) + bytes);
			}
			const sum = (all: readonly { bytes: number }[]) => all.reduce((total, { bytes }) => total + bytes, 0);
			return { total: sum(layers), unused: sum(unused()), byPup };
		},
		free: async () => (await builder?.freeUnused(unused().map(({ id }) => id))) ?? 0
	};
}
