/**
 * The box's own log on the disk: what dogeboxd and the supervisor write to standard error. Each has
 * a log of a few files, in the same format as service logs (conmon's), so the same code reads,
 * follows and searches it.
 */
import {
	chmodSync,
	chownSync,
	closeSync,
	constants,
	fchmodSync,
	fchownSync,
	fstatSync,
	mkdirSync,
	openSync,
	renameSync,
	rmSync,
	writeSync
} from 'node:fs';
import { join } from 'node:path';

/** Size at which a log is rotated, bytes, and the number of files it keeps. */
const FILE_BYTES = 4 * 1024 * 1024;
const FILES = 4;
/** A line without a newline is cut after this many bytes. */
const MAX_LINE = 16 * 1024;
/** After a failed write, output is discarded for this long before the next try, ms. */
const RETRY_MS = 10_000;
const NEWLINE = 10;

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;

export interface BoxLog {
	/** Writes complete lines. The rest of the output is buffered until its newline arrives. */
	write(part: string, chunk: Buffer): void;
}

interface Part {
	fd: number | null;
	bytes: number;
	/** The beginning of a line whose newline has not arrived. */
	rest: Buffer;
	/** Earliest time of the next try after a failed write, as `performance.now` counts. */
	notBefore: number;
}

/**
 * @param folder created if missing
 * @param group may read the logs; null: only the account that runs this
 * @param limits for tests
 */
export function createBoxLog(
	folder: string,
	group: number | null,
	limits: { fileBytes: number; files: number } = { fileBytes: FILE_BYTES, files: FILES }
): BoxLog {
	const parts = new Map<string, Part>();

	function open(part: string): number {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		const fd = openSync(join(folder, `${part}.log`), O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600);
		if (group !== null) {
			chownSync(folder, 0, group);
			chmodSync(folder, 0o750);
			fchownSync(fd, 0, group);
			fchmodSync(fd, 0o640);
		}
		return fd;
	}

	/** Renames each file to the next number and removes the oldest. */
	function roll(part: string): void {
		const name = (number: number) => join(folder, number === 0 ? `${part}.log` : `${part}.log.${number}`);
		rmSync(name(limits.files - 1), { force: true });
		for (let number = limits.files - 2; number >= 0; number--) {
			try {
				renameSync(name(number), name(number + 1));
			} catch {
				// The log has fewer files so far.
			}
		}
	}

	function append(name: string, part: Part, text: Buffer): void {
		if (part.fd === null) {
			part.fd = open(name);
			part.bytes = fstatSync(part.fd).size;
		}
		if (part.bytes >= limits.fileBytes) {
			closeSync(part.fd);
			part.fd = null;
			roll(name);
			part.fd = open(name);
			part.bytes = 0;
		}
		part.bytes += writeSync(part.fd, text);
	}

	/** Writes to the log. When the disk is full or missing, only these lines are lost. */
	function give(name: string, part: Part, text: Buffer): void {
		if (performance.now() < part.notBefore) return;
		try {
			append(name, part, text);
		} catch {
			part.notBefore = performance.now() + RETRY_MS;
			if (part.fd !== null) closeSync(part.fd);
			part.fd = null;
		}
	}

	return {
		write(name, chunk) {
			const part = parts.get(name) ?? { fd: null, bytes: 0, rest: Buffer.alloc(0), notBefore: 0 };
			parts.set(name, part);
			const bytes = part.rest.length > 0 ? Buffer.concat([part.rest, chunk]) : chunk;
			const head = Buffer.from(`${new Date().toISOString()} stderr F `);
			const entries: Buffer[] = [];
			let at = 0;
			for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, at)) {
				entries.push(head, bytes.subarray(at, Math.min(end, at + MAX_LINE)), Buffer.from('\n'));
				at = end + 1;
			}
			part.rest = Buffer.from(bytes.subarray(at, at + MAX_LINE));
			if (entries.length > 0) give(name, part, Buffer.concat(entries));
		}
	};
}
