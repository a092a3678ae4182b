/** Layers of pups' programs: how much each pup has of them, and what nobody uses. */
import type { PupsDeps } from '../deps.ts';
import type { PupRows } from '../installed/index.ts';

/** Bytes of layers. */
export interface PupLayers {
	/** All of them together. */
	total: number;
	/** Those that nobody uses; base layers are kept for the next installation. */
	unused: number;
	/** Of each pup by its id. What several share counts whole for each. */
	byPup: Map<string, number>;
}

/** @param deps.pruneLayers removes what nobody uses, unless an installation is under way */
export function createPupLayers(
	deps: Pick<PupsDeps, 'builder'> & { rows: Pick<PupRows, 'all'>; pruneLayers: () => Promise<number> }
): { list(): PupLayers; free(): Promise<number> } {
	const { builder, rows } = deps;
	return {
		list() {
			const byPup = new Map<string, number>();
			if (!builder) return { total: 0, unused: 0, byPup };
			const pups = rows.all();
			const inUse = [...new Set(pups.flatMap(({ layers }) => layers))];
			const { layers, unused } = builder.layers(inUse, { keepBases: true });
			const sizes = new Map(layers.map(({ id, sizeBytes }) => [id, sizeBytes]));
			const sum = (ids: readonly string[]) => ids.reduce((bytes, id) => bytes + (sizes.get(id) ?? 0), 0);
			for (const pup of pups) byPup.set(pup.id, sum(pup.layers));
			return { total: sum([...sizes.keys()]), unused: sum(unused), byPup };
		},
		free: deps.pruneLayers
	};
}
