import type { Readable } from 'node:stream';
import type { FolderPage, UploadState } from '../../../contract/files.ts';

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
	/** Lets it go unread. */
	close(): void;
}

/** Which upload is meant. */
export interface UploadOf {
	path: string;
	/** Bytes of the whole file. */
	size: number;
	version: string;
}

/**
 * The storage of a pup, whether it runs or not. Paths are checked by the contract's schema.
 *
 * All throw BoxError 404 `not-found` (no such pup), `no-such-file`, 409 `host-cannot-run`,
 * `storage-missing`, `not-a-folder`, `not-a-file`, `not-allowed`, 429 `too-many-transfers`.
 */
export interface PupStorage {
	list(id: string, query: { path: string; after: string; limit: number }): Promise<FolderPage>;
	read(id: string, path: string, signal: AbortSignal): Promise<OpenedFile>;
	/** A folder as tar. @returns its name too, as it is to be saved */
	archive(id: string, path: string, signal: AbortSignal): Promise<{ name: string; stream: Readable }>;
	/**
	 * Takes a part of a file. What came before a cut is kept.
	 * @throws BoxError 409 `other-offset`, `file-exists`, `storage-limit`, `upload-busy`, 413
	 *   `too-large`, 507 `disk-full`; what the body fails with
	 */
	upload(id: string, part: UploadOf & { offset: number; replace: boolean }, body: Readable): Promise<UploadState>;
	uploaded(id: string, upload: UploadOf): Promise<UploadState>;
	cancelUpload(id: string, upload: UploadOf): Promise<void>;
	/** @throws BoxError 409 `file-exists` */
	makeFolder(id: string, path: string): Promise<void>;
	/** @throws BoxError 409 `file-exists` */
	move(id: string, from: string, to: string): Promise<void>;
	/** @throws BoxError 409 `still-written` */
	remove(id: string, path: string): Promise<void>;
	/** Removes uploads of a pup that nobody has gone on with for a day. */
	sweep(id: string): Promise<void>;
}
