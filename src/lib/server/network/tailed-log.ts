/**
 * A log that nginx writes and this process reads and truncates. Both sides are bounded, so a flood
 * costs a read of fixed size. Where more arrives than one read takes, the oldest lines are lost.
 */
import { closeSync, constants, fchmodSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** Most bytes of one read. */
const AT_ONCE = 256 * 1024;
/** Size at which the file is truncated, bytes. nginx continues at its new end (O_APPEND). */
const EMPTY_AT = 1024 * 1024;
const NEWLINE = 0x0a;

export interface TailedLog {
	/** Reads new lines. @returns whether lines were lost */
	read(): boolean;
	close(): void;
}

/**
 * @param file is created where it does not exist, in a folder that only nginx may enter
 * @param take receives lines without their line ends
 * @throws where it cannot be opened
 */
export function tailLog(file: string, take: (lines: string[]) => void): TailedLog {
	const fd = openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o622);
	// Independent of the umask, because nginx writes the file as a user of its own.
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
			// After a gap the first line may lack its beginning.
			const start = lost ? buffer.indexOf(NEWLINE) + 1 : 0;
			at += end;
			// nginx could not finish the last line where the file reached its size limit, so that
			// line never gets an end.
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
