/** Files of pups: sent in parts and received in pieces, with flat memory, going on after a cut. */
import type { ByteStream, CallOptions } from './call.ts';
import { connectionFailed, DogeboxError } from './errors.ts';
import type { FilesOperations } from './generated.ts';
import { isPassing, retryDelay, sleep } from './retry.ts';

/** Bytes of one part. One part is held in memory. */
const PART = 8 * 1024 * 1024;

export interface SendOptions extends Pick<CallOptions, 'signal' | 'retries'> {
	/** Bytes in all. Not needed for a Blob or bytes. */
	size?: number | undefined;
	/** Tells two files of one name and size apart, so that a later try goes on: a hash, a date. */
	version?: string | undefined;
	/** Put it in the place of a file that is there. */
	replace?: boolean | undefined;
	/** Bytes of one part; one is held in memory. Default 8 MiB. */
	partBytes?: number | undefined;
	/** Called with the bytes that are there. */
	onProgress?: ((sent: number) => void) | undefined;
}

/** What can be sent. */
export type SendSource = Uint8Array | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

const isBlob = (source: unknown): source is Blob => typeof Blob === 'function' && source instanceof Blob;

async function* blobPieces(blob: Blob, part: number): AsyncGenerator<Uint8Array> {
	for (let at = 0; at < blob.size; at += part) yield new Uint8Array(await blob.slice(at, at + part).arrayBuffer());
}

async function* streamPieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
	const reader = stream.getReader();
	try {
		for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(bytes);
}

/** Pieces of any size as parts of one size; the last one may be shorter. */
export async function* partsOf(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
	let part = new Uint8Array(size);
	let filled = 0;
	for await (const piece of pieces) {
		for (let at = 0; at < piece.length;) {
			const taken = piece.subarray(at, at + size - filled);
			part.set(taken, filled);
			filled += taken.length;
			at += taken.length;
			if (filled < size) continue;
			yield part;
			part = new Uint8Array(size);
			filled = 0;
		}
	}
	if (filled > 0) yield part.subarray(0, filled);
}

function piecesOf(source: SendSource, part: number): AsyncIterable<Uint8Array> {
	if (source instanceof Uint8Array) return once(source);
	if (isBlob(source)) return blobPieces(source, part);
	return source instanceof ReadableStream ? streamPieces(source) : source;
}

/**
 * Writes a file into the storage of a pup. What an earlier try has sent (same path, size and
 * `version`) is not sent again.
 * @param path in the storage
 * @throws DogeboxError `invalid-call` where the source has another size than was said
 */
export async function sendFile(
	files: FilesOperations,
	id: string,
	path: string,
	source: SendSource,
	options: SendOptions = {}
): Promise<void> {
	const { signal, retries = 5, version, replace, partBytes = PART, onProgress } = options;
	const size = source instanceof Uint8Array ? source.length : isBlob(source) ? source.size : options.size;
	if (size === undefined) throw new DogeboxError('invalid-call', 'Give the size of what is sent.');
	const which = { path, size, version, signal };
	const reached = async () => (await files.uploaded(id, which)).offset;
	let offset = await reached();
	let at = 0;
	const sendPart = async (part: Uint8Array): Promise<void> => {
		for (let tries = 1; offset < at + part.length || size === 0; tries++) {
			try {
				const state = await files.upload(id, part.subarray(Math.max(0, offset - at)), { ...which, offset, replace });
				offset = state.done ? size : state.offset;
				return;
			} catch (error) {
				const elsewhere = error instanceof DogeboxError && error.code === 'other-offset';
				if (!(error instanceof DogeboxError) || tries > retries) throw error;
				const delay = elsewhere ? 0 : retryDelay(error, tries, Math.random());
				if (delay === null) throw error;
				await sleep(delay, signal);
				offset = await reached();
				if (offset < at) throw error;
			}
		}
	};
	if (size === 0) await sendPart(new Uint8Array());
	for await (const part of partsOf(piecesOf(source, partBytes), partBytes)) {
		if (at + part.length > size) break;
		await sendPart(part);
		at += part.length;
		onProgress?.(offset);
	}
	if (at !== size) {
		throw new DogeboxError('invalid-call', `What is sent has another size than the ${size} bytes that were said.`);
	}
}

export interface ReceiveOptions extends Pick<CallOptions, 'signal' | 'retries' | 'timeoutMs'> {
	/** Called with the bytes that came, and those in all where they are known. */
	onProgress?: ((received: number, size: number | null) => void) | undefined;
}

/**
 * A file of a pup's storage, piece by piece. After a cut it goes on where it was, as long as the
 * file is still the same.
 */
export async function* receiveFile(
	files: FilesOperations,
	id: string,
	path: string,
	{ signal, retries = 5, timeoutMs, onProgress }: ReceiveOptions = {}
): AsyncGenerator<Uint8Array> {
	let received = 0;
	let size: number | null = null;
	let etag: string | null = null;
	for (let failed = 0; ;) {
		let failure: DogeboxError;
		try {
			const more: Record<string, string> =
				received > 0 && etag !== null ? { range: `bytes=${received}-`, 'if-range': etag } : {};
			const answer: ByteStream = await files.read(id, { path, signal, timeoutMs, headers: more });
			if (received > 0 && answer.status !== 206) {
				answer.cancel();
				throw new DogeboxError('not-modified', 'The file has changed while it was read.', {
					hint: 'Read it again from the start.'
				});
			}
			etag = answer.etag;
			size ??= answer.size;
			for await (const piece of answer) {
				failed = 0;
				received += piece.length;
				onProgress?.(received, size);
				yield piece;
			}
			if (size === null || received >= size) return;
			failure = connectionFailed(new Error('the answer was cut'));
		} catch (error) {
			if (!(error instanceof DogeboxError) || !isPassing(error, true)) throw error;
			failure = error;
		}
		failed++;
		const delay = etag === null && received > 0 ? null : retryDelay(failure, failed, Math.random());
		if (failed > retries || delay === null) throw failure;
		await sleep(delay, signal);
	}
}
