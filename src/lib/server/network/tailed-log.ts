/**
 * A log that nginx writes and this process reads and empties: bounded on both sides, so a flood
 * costs a read of fixed size. Where more has come than is read at once, the oldest is lost.
 */
import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** Read at once at most, bytes. */
const AT_ONCE = 256 * 1024;
/** From this size on it is emptied, bytes; nginx goes on at its new end (O_APPEND). */
const EMPTY_AT = 1024 * 1024;
const NEWLINE = 0x0a;

export interface TailedLog {
	/** Reads what has come since. @returns whether lines were lost */
	read(): boolean;
	close(): void;
}

/**
 * @param file is made where it is not there; in a folder that lets nobody in but nginx
 * @param take gets lines without their ends
 * @throws where it cannot be opened
 */
export function tailLog(file: string, take: (lines: string[]) => void): TailedLog {
	const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o622);
	// Whatever the umask: nginx writes it with a user of its own.
	fchmodSync(fd, 0o622);
	const buffer = Buffer.alloc(AT_ONCE);
	let at = 0;
	return {
		read() {
			const { size } = fstatSync(fd);
			const lost = size - at > AT_ONCE;
			if (lost) at = size - AT_ONCE;
			const length = readSync(fd, buffer, 0, Math.min(AT_ONCE, size - at), at);
			const end = buffer.subarray(0, length).lastIndexOf(NEWLINE) + 1;
			// The first line of what is left may have lost its beginning.
			const start = lost ? buffer.indexOf(NEWLINE) + 1 : 0;
			at += end;
			// What is left of a line that nginx could not end (the file was as long as it may get)
			// stays without an end for ever.
			const full = size >= EMPTY_AT && end === 0;
			if ((at >= EMPTY_AT && at === size) || full) {
				ftruncateSync(fd, 0);
				at = 0;
			}
			const lines = buffer.toString('utf8', start, end).split('\n').slice(0, -1);
			if (lines.length > 0) take(lines);
			return lost;
		},
		close: () => closeSync(fd)
	};
}
