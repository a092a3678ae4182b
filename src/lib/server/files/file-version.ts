import type { BigIntStats } from 'node:fs';

/**
 * Which version of a file this is: it has another once the file was written, changed or exchanged.
 * @param stat with `bigint`, as milliseconds do not tell apart what is written at once
 */
export const fileVersion = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
	[dev, ino, size, mtimeNs, ctimeNs].join(' ');
