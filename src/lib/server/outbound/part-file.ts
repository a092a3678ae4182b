/** A download that is under way: a file and the hash of what it holds. */
import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { constants } from 'node:fs';

export interface PartFile {
	/** Bytes it holds. */
	readonly size: number;
	/** SHA-256 of them, hex. */
	digest(): string;
	append(chunk: Buffer): Promise<void>;
	/** Throws all away. */
	restart(): Promise<void>;
	/** What is there survives a power cut after this. */
	sync(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Opens or makes a part; what is there already is hashed again, since nobody knows what the last
 * writer got to.
 * @param path absolute
 * @param limit a part that is larger is thrown away, bytes
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
