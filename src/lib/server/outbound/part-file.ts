/** A download in progress: a file, and the hash of its content. */
import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { constants } from 'node:fs';

export interface PartFile {
	/** Bytes in the file. */
	readonly size: number;
	/** SHA-256 of these bytes, hex. */
	digest(): string;
	append(chunk: Buffer): Promise<void>;
	/** Discards the content. */
	restart(): Promise<void>;
	/** Syncs the content to the disk, so that it survives a power failure. */
	sync(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Opens or creates a part. Hashes existing content again, because it is unknown how much the last
 * writer wrote.
 * @param path absolute
 * @param limit a part larger than this is discarded, bytes
 */
export async function openPart(path: string, limit: number, signal: AbortSignal): Promise<PartFile> {
	const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
	try {
		let size = 0;
		let hash = createHash('sha256');
		async function restart(): Promise<void> {
			await file.truncate(0);
			size = 0;
			hash = createHash('sha256');
		}
		if ((await file.stat()).size > limit) await restart();
		else size = await rehash(file, hash, signal);
		return {
			get size() {
				return size;
			},
			digest: () => hash.copy().digest('hex'),
			async append(chunk) {
				for (let done = 0; done < chunk.length;) {
					const { bytesWritten } = await file.write(chunk, done, chunk.length - done, size + done);
					done += bytesWritten;
				}
				hash.update(chunk);
				size += chunk.length;
			},
			restart,
			sync: () => file.sync(),
			close: () => file.close()
		};
	} catch (error) {
		await file.close();
		throw error;
	}
}

async function rehash(file: FileHandle, hash: Hash, signal: AbortSignal): Promise<number> {
	const buffer = Buffer.alloc(256 * 1024);
	for (let size = 0; ;) {
		signal.throwIfAborted();
		const { bytesRead } = await file.read(buffer, 0, buffer.length, size);
		if (bytesRead === 0) return size;
		hash.update(buffer.subarray(0, bytesRead));
		size += bytesRead;
	}
}
