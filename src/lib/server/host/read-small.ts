/** Small files of the kernel, read often. */
import { closeSync, openSync, readSync, readFileSync } from 'node:fs';

/** Room for the longest of them; what is longer is cut off. */
const buffer = Buffer.allocUnsafe(16 * 1024);

/**
 * Reads a counter or a few lines of `/sys` or `/proc`, at half the cost of `readFileSync`.
 * @returns null where it is not there, or cannot be read
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

/** Text of a file in memory, of any size; null where it cannot be read. */
export function readText(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
