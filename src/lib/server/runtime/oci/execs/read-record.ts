/** Reads a command's recorded output from any byte on, and follows it until the command ends. */
import { open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { notFound } from '../../../../contract/errors.ts';
import type { ExecPiece, RecordedEnd } from '../../types.ts';
import { FRAME_BYTES, frameAt, parseEnd, segmentsOf } from './frames.ts';

/** Bytes of one read. */
const CHUNK = 4 * FRAME_BYTES;

/** Reports changes of a record. */
export interface RecordChanges {
	/** Number of changes up to now. */
	seen(): number;
	/** Resolves when the record may have changed since `seen`. */
	after(seen: number, signal: AbortSignal | undefined): Promise<void>;
}

export async function endIn(folder: string): Promise<RecordedEnd | null> {
	return parseEnd(await readFile(join(folder, 'end'), 'latin1').catch(() => ''));
}

/**
 * Calls `fn` with each piece of output from a byte on, then with new pieces as they are written,
 * and awaits each call. Each reader has its own file handle, so a slow reader delays nobody else.
 * @param from offset in the command's output; output that is no longer kept is reported as a gap
 * @throws the signal's reason; BoxError 404 `not-found` when the record is gone
 */
export async function readRecord(
	folder: string,
	from: number,
	fn: (piece: ExecPiece) => void | Promise<void>,
	changes: RecordChanges,
	signal: AbortSignal | undefined
): Promise<RecordedEnd> {
	let position = from;
	let file: { handle: FileHandle; start: number; offset: number; at: number } | null = null;
	const buffer = Buffer.alloc(CHUNK);

	/** Passes on the complete frames of the open file. */
	async function rest(): Promise<void> {
		for (;;) {
			const { bytesRead } = await file!.handle.read(buffer, 0, CHUNK, file!.offset);
			const bytes = buffer.subarray(0, bytesRead);
			let used = 0;
			for (;;) {
				const frame = frameAt(bytes, used);
				if (frame === null || frame === 'bad') break;
				used = frame.end;
				const skip = Math.min(Math.max(position - file!.at, 0), frame.bytes.length);
				file!.at += frame.bytes.length;
				if (skip === frame.bytes.length) continue;
				// A copy: the buffer is reused while the consumer may still hold the piece.
				const piece = Buffer.from(frame.bytes.subarray(skip));
				const at = position;
				position = file!.at;
				await fn({ at, stream: frame.stream, bytes: piece, time: frame.time });
				signal?.throwIfAborted();
			}
			if (used === 0) return;
			file!.offset += used;
		}
	}

	async function moveTo(start: number): Promise<void> {
		await file?.handle.close();
		file = null;
		// If the file was removed meanwhile, the next listing of the folder finds a later one.
		const handle = await open(join(folder, `out-${start}`), 'r').catch(() => null);
		if (handle) file = { handle, start, offset: 0, at: start };
	}

	try {
		for (;;) {
			signal?.throwIfAborted();
			const seen = changes.seen();
			const end = await endIn(folder);
			const names = await readdir(folder).catch(() => null);
			if (names === null) throw notFound('command', folder.slice(-32));
			const starts = segmentsOf(names);
			const own = starts.findLast((start) => start <= position) ?? starts[0];
			// Later segments are opened once the open one has been read to its end.
			if (file === null && own !== undefined) {
				if (own > position) await fn({ gap: true, at: (position = own) });
				await moveTo(own);
				if (file === null) continue;
			}
			if (file !== null) {
				await rest();
				const current: number = (file as { start: number }).start;
				const next = starts.find((start) => start > current);
				if (next !== undefined) {
					if (next > position) await fn({ gap: true, at: (position = next) });
					await moveTo(next);
					continue;
				}
			}
			if (end) {
				if (end.bytes !== null && end.bytes > position) await fn({ gap: true, at: end.bytes });
				return end;
			}
			await changes.after(seen, signal);
		}
	} finally {
		await (file as { handle: FileHandle } | null)?.handle.close();
	}
}
