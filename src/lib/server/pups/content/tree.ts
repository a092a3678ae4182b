/**
 * The files that a pup sees at `/pup`: copies them from the source, hashes them, and detects later
 * changes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import type { Manifest } from '../../../contract/manifest.ts';
import { confine, hashTree } from '../../files/index.ts';
import { SOURCE_FOLDERS } from '../../host/index.ts';
import type { ReadProgress } from '../../sources/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { PupFiles } from './files.ts';
import { offerNameOf, type PupRow } from '../installed/index.ts';

/** Facts about a pup's files after they were copied. */
export interface FetchedTree {
	/** The manifest in these files. */
	manifest: Manifest;
	treeHash: string;
	/** Its path inside the source. */
	sourcePath: string;
	origin: string;
	signature: PupRow['signature'];
	/** Identity as its source reports it. */
	identity: string;
	bytes: number;
}

export interface PupTree {
	/**
	 * The pup's folder in its source, where the source is a folder of this host and the pup is
	 * still in it; otherwise null. Dev mode can mount only this folder.
	 */
	devFolder(row: Pick<PupRow, 'sourceId' | 'sourcePath'>): string | null;
	/** Folder on the host that is mounted at `/pup`. @throws BoxError 409 `dev-folder-missing` */
	folder(row: PupRow): string;
	/** Whether that folder exists. */
	exists(row: PupRow): boolean;
	/**
	 * Copies the pup out of its source in the listed version. Safe to run again.
	 * @throws BoxError of the source; 422 `content-changed` when the copy differs from what the
	 * source announced
	 */
	fetch(
		row: Pick<PupRow, 'id' | 'sourceId' | 'name' | 'offerName' | 'version' | 'folder'>,
		progress: ReadProgress,
		signal: AbortSignal
	): Promise<FetchedTree>;
	/**
	 * Hashes the copy and compares it with the installed hash, once per pup in the lifetime of
	 * dogeboxd, before its first start. A newly fetched tree was hashed already. In dev mode there
	 * is nothing to compare.
	 * @throws BoxError 409 `files-changed`
	 */
	check(row: PupRow): Promise<void>;
	/** Forgets the hash, because the copy was removed or replaced. */
	forget(id: string): void;
}

/** 409: the files differ from those that were installed. */
export const FILES_CHANGED = 'files-changed';

export function createPupTree(deps: Pick<PupsDeps, 'sources' | 'log'>, files: PupFiles): PupTree {
	/** Hash of each copy that this process has verified, by pup and folder. */
	const seen = new Map<string, string>();
	const keyOf = ({ id, folder }: Pick<PupRow, 'id' | 'folder'>) => `${id}/${folder}`;

	function devFolder({ sourceId, sourcePath }: Pick<PupRow, 'sourceId' | 'sourcePath'>): string | null {
		const source = deps.sources.list().find((one) => one.id === sourceId);
		if (source?.kind !== 'folder') return null;
		try {
			const folder = confine(source.location, sourcePath);
			return existsSync(join(folder, 'manifest.json')) ? folder : null;
		} catch {
			return null;
		}
	}

	function folder(row: PupRow): string {
		if (!row.dev) return files.sourcePath(row.id, row.folder);
		const found = devFolder(row);
		if (found !== null) return found;
		throw new BoxError({
			code: 'dev-folder-missing',
			status: 409,
			message: `${row.name} is in dev mode, but its folder is not there.`,
			hint: 'Restore the folder, or remove the pup and install it from elsewhere; its data can be kept.'
		});
	}

	return {
		devFolder,
		folder,
		exists: (row) => (row.dev ? devFolder(row) !== null : files.hasSource(row.id, row.folder)),
		async fetch(row, progress, signal) {
			seen.delete(keyOf(row));
			const tree = await deps.sources.checkout(
				row.sourceId,
				offerNameOf(row),
				row.version,
				(fraction, note) => progress(fraction * 0.8, note),
				signal
			);
			try {
				// Read only now, because a folder was reread by the checkout.
				const found = deps.sources.find(row.sourceId, offerNameOf(row), row.version);
				const { manifest, sourcePath, origin, signature, identity } = found;
				progress(0.8, 'Copying and hashing its files');
				const bytes = await files.copySource(row.id, row.folder, tree.folder, signal);
				// Hashes the copy, not its original, which may have changed while it was read.
				const treeHash = await hashTree(files.sourcePath(row.id, row.folder), { signal });
				if (treeHash !== tree.treeHash) {
					throw new BoxError({
						code: 'content-changed',
						status: 422,
						message: `The files of ${row.name} changed while they were copied.`,
						hint: 'Try again. If it happens again, the disk or the source is at fault.'
					});
				}
				seen.set(keyOf(row), treeHash);
				return { manifest, treeHash, sourcePath, origin, signature, identity, bytes };
			} finally {
				await tree.done();
			}
		},
		async check(row) {
			// Rows from before hashes were recorded, and dev mode.
			if (row.treeHash === null || row.dev || seen.get(keyOf(row)) === row.treeHash) return;
			const begun = performance.now();
			const found = await hashTree(files.sourcePath(row.id, row.folder)).catch((error: unknown) => {
				deps.log.warn({ pup: row.id, err: error }, 'the files of a pup cannot be hashed');
				return null;
			});
			deps.log.debug({ pup: row.id, ms: performance.now() - begun }, 'the files of a pup were hashed');
			if (found === row.treeHash) {
				seen.set(keyOf(row), found);
				return;
			}
			throw new BoxError({
				code: FILES_CHANGED,
				status: 409,
				message: 'Its files were changed since it was installed.',
				hint: 'Try again: it is then installed again from its source. Its data is kept.'
			});
		},
		forget(id) {
			for (const folder of SOURCE_FOLDERS) seen.delete(keyOf({ id, folder }));
		}
	};
}
