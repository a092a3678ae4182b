/**
 * The one way in which a file of strangers' making is read: a pup's or a source's folder. A link is
 * not followed, a FIFO or device is not waited for, and what was opened is a plain file.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Why a file is not read. */
export type NotPlainReason = 'missing' | 'link' | 'not-a-file' | 'outside' | 'too-large';

/** A file that is not read, and why; other failures (EACCES, EIO …) stay the system's own. */
export class NotPlainError extends Error {
	readonly reason: NotPlainReason;

	constructor(reason: NotPlainReason) {
		super(`The file is not read: ${reason}.`);
		this.name = 'NotPlainError';
		this.reason = reason;
	}
}

/** Of codes of the system. ENXIO: a socket, or a device without driver (open(2)). */
export const REASONS: Record<string, NotPlainReason> = {
	ENOENT: 'missing',
	ENOTDIR: 'missing',
	ELOOP: 'link',
	ENXIO: 'not-a-file',
	ENODEV: 'not-a-file'
};

/**
 * Opens a plain file for reading. Its last part is not followed; of the folders above it, see
 * `openInside`.
 * @param path absolute
 * @param options.follow the path is of the box's own making and may be a link, as
 *   `/proc/self/fd/…` is
 * @throws NotPlainError; the system's error
 */
export async function openPlain(path: string, options: { follow?: boolean } = {}): Promise<FileHandle> {
	let file: FileHandle;
	try {
		const follow = options.follow === true ? 0 : constants.O_NOFOLLOW;
		file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | follow);
	} catch (error) {
		const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
		throw reason === undefined ? error : new NotPlainError(reason);
	}
	try {
		if (!(await file.stat()).isFile()) throw new NotPlainError('not-a-file');
		return file;
	} catch (error) {
		await file.close();
		throw error;
	}
}

/**
 * Bytes of a plain file, at its own place: no link.
 * @param path absolute
 * @throws NotPlainError; the system's error
 */
export async function readPlain(path: string, maxBytes: number): Promise<Buffer> {
	return readAll(await openPlain(path), maxBytes);
}

/** No more than `maxBytes`, also of a file that grows while it is read. */
export async function readAll(file: FileHandle, maxBytes: number): Promise<Buffer> {
	try {
		const { size } = await file.stat();
		if (size > maxBytes) throw new NotPlainError('too-large');
		// One more than there should be, to see that it has grown.
		const buffer = Buffer.alloc(Math.min(size, maxBytes) + 1);
		let filled = 0;
		for (;;) {
			const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
			filled += bytesRead;
			if (bytesRead === 0) return buffer.subarray(0, filled);
			if (filled === buffer.length) return buffer.subarray(0, Math.min(filled, maxBytes));
		}
	} finally {
		await file.close();
	}
}
