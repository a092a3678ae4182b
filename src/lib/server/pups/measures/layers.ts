/** Layers of pups' programs: the size for each pup, and unused layers. */
import type { PupsDeps } from '../deps.ts';

/** Sizes of layers, bytes. */
export interface PupLayers {
	/** All layers together. */
	total: number;
	/** Unused layers, without base layers, which are kept for the next installation. */
	unused: number;
	/**
	 * Size by pup id, including the version it can go back to. Shared layers count fully for each
	 * pup.
	 */
	byPup: Map<string, number>;
}

/** @returns `free` removes unused layers and returns the bytes freed */
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
