import type { Readable } from 'node:stream';
import type { FolderPage, UploadState } from '../../contract/files.ts';

/** A file that was opened to be read. */
export interface OpenedFile {
	/** As it is to be saved, without a path. */
	name: string;
	size: number;
	/** Milliseconds since the epoch. */
	modifiedAt: number;
	/**
	 * The same for the same content, in quotes; null while it changes, when times cannot tell.
	 */
	tag: string | null;
	/**
	 * Gives bytes; once. It fails where the file has become shorter.
	 */
	read(start: number, length: number): Readable;
	/** Closes it without reading it. */
	close(): void;
}

/** Which upload is meant. */
export interface UploadOf {
	path: string;
	/** Bytes of the whole file. */
	size: number;
	version: string;
}

/** What there is at a path. */
export interface FileStat {
	/** As the kernel has it (inode(7)): kind and permissions. */
	mode: number;
	/** Bytes. */
	size: number;
	/** Seconds since the epoch. */
	modifiedAt: number;
	/** Inside. */
	uid: number;
	gid: number;
	/** Where it is, with links followed where that was asked for; from `/` on. */
	path: Buffer;
	/** Of a link: where it leads in the end, from `/` on. Empty for what is none. */
	target: Buffer;
}

/** A change of a root beside its image. */
export interface RootChange {
	/** Absolute inside; bytes that are no UTF-8 are replaced. */
	path: string;
	kind: 'added' | 'changed' | 'deleted';
}

/** Files of pups: in their storages, and in the folders in which their images keep data. */
export interface PupFiles extends StoredFiles {
	/**
	 * The same in a volume, whichever pup is asked for.
	 * @param target where it is inside: `/data`
	 * @throws BoxError from what it gives: 404 `no-such-file` where a pup has no such volume
	 */
	volume(target: string): StoredFiles;
}

/**
 * The storages of pups, or the roots of boxes, whether they run or not. Paths are checked by the
 * contract's schema.
 *
 * All throw BoxError 404 `not-found` (no such pup or box), `no-such-file`, 409 `host-cannot-run`,
 * `storage-missing`, `not-a-folder`, `not-a-file`, `not-allowed`, 429 `too-many-transfers`.
 */
export interface StoredFiles {
	list(id: string, query: { path: string; after: string; limit: number }): Promise<FolderPage>;
	read(id: string, path: string, signal: AbortSignal): Promise<OpenedFile>;
	/** @param follow the last part of the path too */
	stat(id: string, path: string, follow: boolean): Promise<FileStat>;
	/**
	 * A folder or a file as tar.
	 * @param options.as what the names in it begin with: a name, or a folder's with a slash behind
	 *   it; without it the folder's own
	 * @param options.volumes false: without what is mounted there
	 * @returns its name too, as it is to be saved
	 */
	archive(
		id: string,
		path: string,
		signal: AbortSignal,
		options?: { as?: string; volumes?: boolean }
	): Promise<{ name: string; stream: Readable }>;
	/**
	 * What was changed in the root of a box, by its path; folders above a change are changed.
	 * @throws BoxError 409 `changes-unknown`, 413 `too-many-changes`
	 */
	changes(id: string, signal: AbortSignal): Promise<RootChange[]>;
	/**
	 * Unpacks a tar archive in a folder. What came before it fails stays.
	 * @param options.strict no folder is put in the place of anything else, or the other way round
	 * @param options.owner who gets all of it, inside, `uid:gid`; null: as it says
	 * @throws BoxError 422 `bad-archive`; 409 `file-exists`; as {@link upload}
	 */
	extract(id: string, path: string, body: Readable, options: { strict: boolean; owner: string | null }): Promise<void>;
	/**
	 * Takes a part of a file. What came before a cut is kept.
	 * @throws BoxError 409 `other-offset`, `file-exists`, `storage-limit`, `upload-busy`, 413
	 *   `too-large`, 507 `disk-full`; what the body fails with
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
	/** Removes uploads that nobody has gone on with for a day. */
	sweep(id: string): Promise<void>;
}
