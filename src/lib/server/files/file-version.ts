import type { BigIntStats } from 'node:fs';

/**
 * Identifies the version of a file. It changes when the file is written, changed or replaced.
 * @param stat with `bigint`, because milliseconds do not distinguish quick successive writes
 */
export const fileVersion = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
	[dev, ino, size, mtimeNs, ctimeNs].join(' ');
