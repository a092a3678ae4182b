/** All that a pup is made of on the disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PupsDeps } from '../deps.ts';
import type { ImageConfig } from '../../build/types.ts';
import { PUP_USER } from '../../host/index.ts';
import { storageLimitsOf, type PupRow, type PupRows } from '../installed/index.ts';
import { createPupFiles, type PupFiles } from './files.ts';
import { createRoots, type Roots } from './root.ts';
import { createPupTree, type PupTree } from './tree.ts';

export interface PupContent {
	files: PupFiles;
	tree: PupTree;
	roots: Roots;
	/**
	 * What the image says that its root was made from; null for a root that was made another way.
	 */
	imageOf(row: PupRow): ImageConfig | null;
	/** Folder of a layer on the host; the build room names it by the layer's id. */
	layerPath(layer: string): string;
	/** All that an installation makes is on the disk: files and layers. */
	isComplete(row: PupRow): boolean;
}

export function createPupContent(
	deps: Pick<PupsDeps, 'host' | 'keyring' | 'log' | 'sources' | 'facts' | 'engine' | 'builder' | 'paths'> & {
		rows: Pick<PupRows, 'find'>;
	}
): PupContent {
	function imageOf({ buildKind, layers }: PupRow): ImageConfig | null {
		const id = buildKind === 'image' ? layers.at(-1) : undefined;
		return id === undefined ? null : (deps.builder?.imageConfig(id) ?? null);
	}
	const files = createPupFiles({
		...deps,
		accountOf(id) {
			const row = deps.rows.find(id);
			const account = row && imageOf(row)?.account;
			return account ? { uid: account.uid, gid: account.gid } : PUP_USER;
		},
		limitsOf: (id) => storageLimitsOf(deps.rows.find(id) ?? { storageLimit: null })
	});
	const tree = createPupTree(deps, files);
	const layerPath = (layer: string) => join(deps.paths.images, layer);
	return {
		files,
		tree,
		roots: createRoots(deps),
		layerPath,
		imageOf,
		isComplete: (row) =>
			row.installedAt !== null &&
			row.layers.length > 0 &&
			row.layers.every((layer) => existsSync(layerPath(layer))) &&
			tree.exists(row)
	};
}
