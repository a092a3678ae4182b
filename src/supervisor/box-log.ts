/**
 * The box's own log on the disk: what dogeboxd says on its standard error, and what the supervisor
 * says. In the format of services' logs (conmon's), a log for each of the two, each a few files; so
 * it is read, followed and searched as those are.
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

/** Size at which a log begins anew, bytes, and how many files it has. */
const FILE_BYTES = 4 * 1024 * 1024;
const FILES = 4;
/** A line without an end is cut here, bytes. */
const MAX_LINE = 16 * 1024;
/** A log that cannot be written to is left alone this long, ms. */
const RETRY_MS = 10_000;
const NEWLINE = 10;

const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;

export interface BoxLog {
	/** Takes output as it comes. What has no newline yet waits for it. */
	write(part: string, chunk: Buffer): void;
}

interface Part {
	fd: number | null;
	bytes: number;
	/** A line whose end has not come. */
	rest: Buffer;
	/** Not before this is it tried again, as `performance.now` counts. */
	notBefore: number;
}

/**
 * @param folder created where it is missing
 * @param group that may read it; null: whoever runs this
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

	/** The parts move on by one; the oldest goes. */
	function roll(part: string): void {
		const name = (number: number) => join(folder, number === 0 ? `${part}.log` : `${part}.log.${number}`);
		rmSync(name(limits.files - 1), { force: true });
		for (let number = limits.files - 2; number >= 0; number--) {
			try {
				renameSync(name(number), name(number + 1));
			} catch {
				// There are not that many yet.
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

	/** A disk that is full, or away, costs these lines and nothing else. */
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
