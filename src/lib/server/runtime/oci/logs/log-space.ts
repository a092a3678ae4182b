/** Disk space that logs occupy. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isOlderLogPart } from '../../../host/index.ts';
import type { LogSpace } from '../../types.ts';

/** Returns zero for a folder that does not exist. */
export async function logSpaceIn(folder: string): Promise<LogSpace> {
	const space = { bytes: 0, older: 0 };
	const seen = new Set<number>();
	// Current files come first: one may have a second name, which must not count as an old file.
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
