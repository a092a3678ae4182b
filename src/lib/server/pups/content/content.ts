/** All that a pup is made of on the disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PupsDeps } from '../deps.ts';
import type { PupRow } from '../installed/index.ts';
import { createPupFiles, type PupFiles } from './files.ts';
import { createRoots, type Roots } from './root.ts';
import { createPupTree, type PupTree } from './tree.ts';

export interface PupContent {
	files: PupFiles;
	tree: PupTree;
	roots: Roots;
	/** Folder of a layer on the host; the build room names it by the layer's id. */
	layerPath(layer: string): string;
	/** All that an installation makes is on the disk: files and layers. */
	isComplete(row: PupRow): boolean;
}

export function createPupContent(
	deps: Pick<PupsDeps, 'host' | 'keyring' | 'log' | 'sources' | 'facts' | 'engine' | 'builder' | 'paths'>
): PupContent {
	const files = createPupFiles(deps);
	const tree = createPupTree(deps, files);
	const layerPath = (layer: string) => join(deps.paths.images, layer);
	return {
		files,
		tree,
		roots: createRoots(deps),
		layerPath,
		isComplete: (row) =>
			row.installedAt !== null &&
			row.layers.length > 0 &&
			row.layers.every((layer) => existsSync(layerPath(layer))) &&
			tree.exists(row)
	};
}
