/** How much logs take on the disk. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isOlderLogPart } from '../../../host/index.ts';
import type { LogSpace } from '../../types.ts';

/** A folder that is not there holds nothing. */
export async function logSpaceIn(folder: string): Promise<LogSpace> {
	const space = { bytes: 0, older: 0 };
	const seen = new Set<number>();
	// What is written to comes first: it may have a second name, and that is no older part.
	const names = (await readdir(folder).catch(() => [])).sort(
		(a, b) => Number(isOlderLogPart(a)) - Number(isOlderLogPart(b))
	);
	for (const name of names) {
		const found = await stat(join(folder, name)).catch(() => null);
		if (!found?.isFile() || seen.has(found.ino)) continue;
		seen.add(found.ino);
		space.bytes += found.size;
		if (isOlderLogPart(name)) space.older += found.size;
	}
	return space;
}
