/** A pup's parts on the disk. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PupsDeps } from '../deps.ts';
import type { ImageConfig, NixPackages } from '../../build/types.ts';
import { PUP_USER } from '../../host/index.ts';
import { storageLimitsOf, type PupRow, type PupRows } from '../installed/index.ts';
import { createPupFiles, type PupFiles, type Account } from './files.ts';
import { createRoots, type Roots } from './root.ts';
import { createPupTree, type PupTree } from './tree.ts';

export interface PupContent {
	files: PupFiles;
	tree: PupTree;
	roots: Roots;
	/**
	 * Configuration of the image from which its root was made; null for a root that was made
	 * another way.
	 */
	imageOf(row: PupRow): ImageConfig | null;
	/** Store paths of its Nix build; null for a root that was made another way. */
	packagesOf(row: PupRow): NixPackages | null;
	/** The user as which its version's services start. */
	accountOf(row: PupRow): Account;
	/** Folder of a layer on the host; the builder names it by the layer's id. */
	layerPath(layer: string): string;
	/** Whether everything that an installation creates is on the disk: files and layers. */
	isComplete(row: PupRow): boolean;
}

export function createPupContent(
	deps: Pick<PupsDeps, 'host' | 'keyring' | 'log' | 'sources' | 'facts' | 'engine' | 'builder' | 'paths'> & {
		rows: Pick<PupRows, 'find' | 'set'>;
	}
): PupContent {
	function imageOf({ buildKind, layers }: PupRow): ImageConfig | null {
		const id = buildKind === 'image' ? layers.at(-1) : undefined;
		return id === undefined ? null : (deps.builder?.imageConfig(id) ?? null);
	}
	function packagesOf({ buildKind, layers }: PupRow): NixPackages | null {
		const id = buildKind === 'nix' || buildKind === 'flake' ? layers.at(-1) : undefined;
		return id === undefined ? null : (deps.builder?.nixPackages(id) ?? null);
	}
	function accountOf(row: PupRow): Account {
		const account = imageOf(row)?.account;
		return account ? { uid: account.uid, gid: account.gid } : PUP_USER;
	}
	const files = createPupFiles({
		...deps,
		accountOf(id) {
			const row = deps.rows.find(id);
			return row ? accountOf(row) : PUP_USER;
		},
		dataOwner: {
			get(id) {
				const row = deps.rows.find(id);
				return row && row.layers.length > 0 ? { now: row.dataOwner, next: accountOf(row) } : null;
			},
			set: (id, account) => deps.rows.set(id, { dataOwner: account })
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
		packagesOf,
		accountOf,
		isComplete: (row) =>
			row.installedAt !== null &&
			row.layers.length > 0 &&
			row.layers.every((layer) => existsSync(layerPath(layer))) &&
			tree.exists(row)
	};
}
