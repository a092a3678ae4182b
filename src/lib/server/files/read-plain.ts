/**
 * Reads an untrusted file, as in a pup's or a source's folder. Follows no link, does not block on a
 * FIFO or device, and accepts only a plain file.
 */
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** Why a file is rejected. */
export type NotPlainReason = 'missing' | 'link' | 'not-a-file' | 'outside' | 'too-large';

/**
 * A file that was rejected, with the reason. Other failures (EACCES, EIO …) are the system's own
 * errors.
 */
export class NotPlainError extends Error {
	readonly reason: NotPlainReason;

	constructor(reason: NotPlainReason) {
		super(`The file is not read: ${reason}.`);
		this.name = 'NotPlainError';
		this.reason = reason;
	}
}

/** Reasons by the system's codes. ENXIO: a socket, or a device without driver (open(2)). */
export const REASONS: Record<string, NotPlainReason> = {
	ENOENT: 'missing',
	ENOTDIR: 'missing',
	ELOOP: 'link',
	ENXIO: 'not-a-file',
	ENODEV: 'not-a-file'
};

/**
 * Opens a plain file for reading. Does not follow a link at the last component; for the folders
 * above see `openInside`.
 * @param path absolute
 * @param options.follow the path comes from the box itself and may be a link, like
 *   `/proc/self/fd/…`
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
 * Reads a plain file that is no link.
 * @param path absolute
 * @throws NotPlainError; the system's error
 */
export async function readPlain(path: string, maxBytes: number): Promise<Buffer> {
	return readAll(await openPlain(path), maxBytes);
}

/** Reads at most `maxBytes`, even from a file that grows meanwhile. */
export async function readAll(file: FileHandle, maxBytes: number): Promise<Buffer> {
	try {
		const { size } = await file.stat();
		if (size > maxBytes) throw new NotPlainError('too-large');
		// One byte more than expected, to detect that the file has grown.
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
