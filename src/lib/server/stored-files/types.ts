import type { Readable } from 'node:stream';
import type { FolderPage, UploadState } from '../../contract/files.ts';

/** A file that is open for reading. */
export interface OpenedFile {
	/** File name for saving it, without a path. */
	name: string;
	size: number;
	/** Milliseconds since the epoch. */
	modifiedAt: number;
	/**
	 * The same for the same content, in quotes; null where the file changed so recently that its
	 * times are ambiguous.
	 */
	tag: string | null;
	/** Reads bytes; call it once. Fails where the file has become shorter. */
	read(start: number, length: number): Readable;
	/** Closes the file without reading it. */
	close(): void;
}

/** Identifies an upload. */
export interface UploadOf {
	path: string;
	/** Bytes of the whole file. */
	size: number;
	version: string;
}

/** File information of a path. */
export interface FileStat {
	/** The kernel's mode (inode(7)): type and permissions. */
	mode: number;
	/** Bytes. */
	size: number;
	/** Seconds since the epoch. */
	modifiedAt: number;
	/** Ids inside the container. */
	uid: number;
	gid: number;
	/** The absolute path, with links resolved if requested. */
	path: Buffer;
	/** Of a link: the absolute path of its final target. Empty for other files. */
	target: Buffer;
}

/** A change of a root relative to its image. */
export interface RootChange {
	/** Absolute inside the container; invalid UTF-8 is replaced. */
	path: string;
	kind: 'added' | 'changed' | 'deleted';
}

/** Files of pups: in their storages, and in the folders in which their images keep data. */
export interface PupFiles extends StoredFiles {
	/**
	 * Files of a volume, for any pup.
	 * @param target mount point inside the container: `/data`
	 * @throws BoxError 404 `no-such-file` from the returned functions, where a pup has no such
	 *   volume
	 */
	volume(target: string): StoredFiles;
}

/**
 * Files of pups' storages or boxes' roots, whether they run or not. The contract's schema validates
 * paths.
 *
 * All functions throw BoxError 404 `not-found` (no such pup or box), `no-such-file`, 409
 * `host-cannot-run`, `storage-missing`, `not-a-folder`, `not-a-file`, `not-allowed`, 429
 * `too-many-transfers`.
 */
export interface StoredFiles {
	list(id: string, query: { path: string; after: string; limit: number }): Promise<FolderPage>;
	read(id: string, path: string, signal: AbortSignal): Promise<OpenedFile>;
	/** @param follow also follow a link at the last component */
	stat(id: string, path: string, follow: boolean): Promise<FileStat>;
	/**
	 * Packs a folder or a file as tar.
	 * @param options.as prefix of its names: a name, or a folder's with a slash at the end;
	 *   default: the folder's own name
	 * @param options.volumes false: leave out mounted volumes
	 * @returns also a file name for saving it
	 */
	archive(
		id: string,
		path: string,
		signal: AbortSignal,
		options?: { as?: string; volumes?: boolean }
	): Promise<{ name: string; stream: Readable }>;
	/**
	 * Changes in the root of a box, sorted by path; folders above a change are listed as changed.
	 * @throws BoxError 409 `changes-unknown`, 413 `too-many-changes`
	 */
	changes(id: string, signal: AbortSignal): Promise<RootChange[]>;
	/**
	 * Unpacks a tar archive in a folder. Entries before a failure stay.
	 * @param options.strict a folder never replaces another kind of file, or the reverse
	 * @param options.owner owner of all files inside the container, `uid:gid`; null: as in the
	 *   archive
	 * @throws BoxError 422 `bad-archive`; 409 `file-exists`; as {@link upload}
	 */
	extract(id: string, path: string, body: Readable, options: { strict: boolean; owner: string | null }): Promise<void>;
	/**
	 * Stores a part of a file. Bytes before an interruption are kept.
	 * @throws BoxError 409 `other-offset`, `file-exists`, `storage-limit`, `upload-busy`, 413
	 *   `too-large`, 507 `disk-full`; errors of the body
	 */
	upload(id: string, part: UploadOf & { offset: number; replace: boolean }, body: Readable): Promise<UploadState>;
	uploaded(id: string, upload: UploadOf): Promise<UploadState>;
	cancelUpload(id: string, upload: UploadOf): Promise<void>;
	/** @throws BoxError 409 `file-exists` */
	createFolder(id: string, path: string): Promise<void>;
	/** @throws BoxError 409 `file-exists` */
	move(id: string, from: string, to: string): Promise<void>;
	/** @throws BoxError 409 `still-written` */
	remove(id: string, path: string): Promise<void>;
	/** Removes uploads that were not continued for a day. */
	sweep(id: string): Promise<void>;
}
