/** The last lines of a log file, read from its end. */
import { open } from 'node:fs/promises';
import { createLineJoiner, endsLine } from './log-lines.ts';
import type { RawLogLine } from './types.ts';

/** Read at once, bytes. */
const CHUNK = 64 * 1024;

/** At most this much of one file is looked at, bytes: a few very long lines must not cost the whole file. */
const MAX_READ = 4 * 1024 * 1024;

/**
 * Last `wanted` lines of a file in conmon's format, oldest first; fewer when it holds fewer. A file that is not there has none.
 * @param service name that the lines get
 */
export async function tailFile(path: string, service: string, wanted: number): Promise<RawLogLine[]> {
	const file = await open(path, 'r').catch(() => null);
	if (!file || wanted <= 0) {
		await file?.close();
		return [];
	}
	try {
		let position = (await file.stat()).size;
		const chunks: Buffer[] = [];
		let read = 0;
		let ends = 0;
		// One more than wanted for each stream: the oldest ones found may lack their beginning.
		while (position > 0 && ends <= wanted + 1 && read < MAX_READ) {
			const length = Math.min(CHUNK, position);
			position -= length;
			const chunk = Buffer.allocUnsafe(length);
			const { bytesRead } = await file.read(chunk, 0, length, position);
			chunks.unshift(chunk.subarray(0, bytesRead));
			read += length;
			// An entry that lies across two chunks may not be counted; then a little more is read than needed.
			for (const entry of chunk.toString('latin1', 0, bytesRead).split('\n')) if (endsLine(entry)) ends++;
		}
		const entries = Buffer.concat(chunks).toString('utf8').split('\n');
		// Not from the beginning: the first is the rest of an entry.
		if (position > 0) entries.shift();
		return createLineJoiner(service)(entries).slice(-wanted);
	} finally {
		await file.close();
	}
}
