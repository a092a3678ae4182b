/** Reads small files of the kernel, which happens often. */
import { closeSync, openSync, readSync, readFileSync } from 'node:fs';

/** Large enough for the longest of these files. Anything longer is cut off. */
const buffer = Buffer.allocUnsafe(16 * 1024);

/**
 * Reads a counter or a few lines of `/sys` or `/proc`, at half the cost of `readFileSync`.
 * @returns null when the file is missing or unreadable
 */
export function readSmall(path: string): string | null {
	let file: number;
	try {
		file = openSync(path, 'r');
	} catch {
		return null;
	}
	try {
		return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
	} catch {
		return null;
	} finally {
		closeSync(file);
	}
}

/** Reads a file of any size as text; null when it cannot be read. */
export function readText(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
