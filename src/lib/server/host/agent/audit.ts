/** Audit log of the agent: one line per call. */
import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';

/** Size at which the file is rotated, bytes; one older file is kept. */
const MAX_BYTES = 2 * 1024 * 1024;

export interface Audit {
	write(entry: { verb: string; ms: number; outcome: string }): void;
	/** Writes everything to the disk. */
	close(): Promise<void>;
}

/**
 * Opens the file. When the disk is full, only lines of this log are lost.
 * @param file absolute; in a folder that only root can write to
 * @param mode of the file
 */
export function openAudit(file: string, mode: number): Audit {
	let stream: WriteStream;
	let size: number;
	const begin = () => {
		stream = createWriteStream(file, { flags: 'a', mode });
		stream.on('error', () => {});
		size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
	};
	begin();
	return {
		write({ verb, ms, outcome }) {
			if (size > MAX_BYTES) {
				stream.end();
				try {
					renameSync(file, `${file}.1`);
				} catch {
					// Keep writing to the same file.
				}
				begin();
			}
			const line = JSON.stringify({ at: Date.now(), verb, ms: Math.round(ms * 10) / 10, outcome }) + '\n';
			size += line.length;
			stream.write(line);
		},
		close: () => new Promise((resolve) => stream.end(() => resolve()))
	};
}
