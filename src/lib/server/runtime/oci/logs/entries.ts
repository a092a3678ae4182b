/**
 * conmon's log format (`k8s-file`, the CRI log format): `time stream tag text`. Tag `P` means that
 * the line continues in the next entry of the same stream, `F` that it ends here. Text stays bytes
 * until a line is complete, since conmon may split within a character.
 */
import type { LogLine } from '../../types.ts';

/** A line longer than this is cut; bytes of UTF-8. */
export const MAX_LINE = 16 * 1024;

const NEWLINE = 10;
const SPACE = 32;

/** A place in a log: a byte offset in one of its files. */
export interface Place {
	/** Identifies the file by the time of its first entry, see {@link generationOf}. */
	generation: string;
	/** Bytes from its beginning. */
	offset: number;
}

/** A whole line and its place. */
export interface PlacedLine extends Omit<LogLine, 'cursor'> {
	/** Milliseconds since the epoch with the fraction that the file has; used to merge logs. */
	time: number;
	/** Where its first entry begins. */
	from: Place;
	/** After its last entry. */
	end: Place;
	/**
	 * Where the next read starts: before `end` while the other stream is in the middle of a line.
	 */
	resume: Place;
}

/**
 * Identifies a file in cursors: the time of its first entry, which is unique among the files of a
 * log.
 * @param head the first bytes of the file
 * @returns null while the time is incomplete
 */
export function generationOf(head: Buffer): string | null {
	const end = head.indexOf(SPACE);
	const match = end > 0 ? /^(.*?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(head.toString('latin1', 0, end)) : null;
	const second = match ? Date.parse(`${match[1]}${match[3]}`) : NaN;
	if (!match || !Number.isFinite(second)) return null;
	return `${(second / 1000).toString(36)}-${Number((match[2] ?? '').padEnd(9, '0')).toString(36)}`;
}

/** Time of the first entry of the file with this identifier, milliseconds since the epoch. */
export function timeOfGeneration(generation: string): number {
	const [seconds = '', nanoseconds = ''] = generation.split(/(?<=.)-/);
	return parseInt(seconds, 36) * 1000 + parseInt(nanoseconds, 36) / 1e6;
}

/**
 * Time of an entry, milliseconds since the epoch with a fraction; null where there is no valid
 * entry.
 */
export function timeOfEntry(head: Buffer): number | null {
	const generation = generationOf(head);
	return generation === null ? null : timeOfGeneration(generation);
}

interface Entry {
	at: number;
	time: number;
	stream: LogLine['stream'];
	whole: boolean;
	text: Buffer;
}

/** Parses one entry; null for the rest of an entry or for text that conmon did not write. */
function parseEntry(bytes: Buffer): Entry | null {
	const first = bytes.indexOf(SPACE);
	const second = first < 0 ? -1 : bytes.indexOf(SPACE, first + 1);
	if (second < 0) return null;
	const third = bytes.indexOf(SPACE, second + 1);
	const when = bytes.toString('latin1', 0, first);
	const at = Date.parse(when);
	const stream = bytes.toString('latin1', first + 1, second);
	const tag = bytes.toString('latin1', second + 1, third < 0 ? bytes.length : third);
	if (!Number.isFinite(at) || (stream !== 'stdout' && stream !== 'stderr') || (tag !== 'F' && tag !== 'P')) return null;
	const fraction = /\.\d{3}(\d+)/.exec(when)?.[1];
	const time = fraction === undefined ? at : at + Number(`0.${fraction}`);
	return { at, time, stream, whole: tag === 'F', text: third < 0 ? Buffer.alloc(0) : bytes.subarray(third + 1) };
}

/**
 * Whether a line ends with this entry.
 * @param head its first bytes, up to at least the start of the text
 */
export function isWholeEntry(head: Buffer): boolean {
	return /^\S+ std(?:out|err) F(?: |$)/.test(head.toString('latin1'));
}

/** A line whose end has not arrived. */
interface OpenLine {
	at: number;
	time: number;
	parts: Buffer[];
	bytes: number;
	from: Place;
	/** After the last entry of it that was read. */
	end: Place;
}

export interface LineJoiner {
	/**
	 * Consumes bytes of a file from `offset` on.
	 * @returns how many bytes were consumed: up to the last newline
	 */
	take(generation: string, offset: number, bytes: Buffer): number;
	/** Returns each completed line once, in the order in which they ended. */
	lines(): PlacedLine[];
	/** Whether a line has begun whose end has not arrived, or may have begun. */
	isOpen(): boolean;
}

type Streams<T> = Record<LogLine['stream'], T>;

/**
 * Joins the entries of one log to lines.
 * @param midway reading begins in the middle of a file: entries that may be the rest of a line are
 *   dropped, in all streams or in those named
 */
export function createLineJoiner(service: string, midway: boolean | Streams<boolean> = false): LineJoiner {
	const open: Streams<OpenLine | null> = { stdout: null, stderr: null };
	const unknown: Streams<boolean> = typeof midway === 'boolean' ? { stdout: midway, stderr: midway } : { ...midway };
	let ready: PlacedLine[] = [];

	function close(stream: LogLine['stream'], line: OpenLine): void {
		open[stream] = null;
		const other = open[stream === 'stdout' ? 'stderr' : 'stdout'];
		const { at, time, from, end } = line;
		const text = cut(Buffer.concat(line.parts), line.bytes);
		ready.push({ at, time, service, stream, text, from, end, resume: other?.from ?? end });
	}

	function add(entry: Entry, from: Place, end: Place): void {
		const { stream } = entry;
		if (unknown[stream]) {
			if (entry.whole) unknown[stream] = false;
			return;
		}
		const line = (open[stream] ??= { at: entry.at, time: entry.time, parts: [], bytes: 0, from, end });
		// Stores more than is shown, so that a cut is detected.
		if (line.bytes <= MAX_LINE) line.parts.push(Buffer.from(entry.text));
		line.bytes += entry.text.length;
		line.end = end;
		if (entry.whole) close(stream, line);
	}

	return {
		take(generation, offset, bytes) {
			let at = 0;
			for (;;) {
				const newline = bytes.indexOf(NEWLINE, at);
				if (newline < 0) return at;
				const entry = parseEntry(bytes.subarray(at, newline));
				const from = { generation, offset: offset + at };
				at = newline + 1;
				if (entry) add(entry, from, { generation, offset: offset + at });
			}
		},
		lines() {
			const given = ready;
			ready = [];
			return given;
		},
		isOpen: () => open.stdout !== null || open.stderr !== null || unknown.stdout || unknown.stderr
	};
}

/** Text of a line, cut between characters where it is too long. */
function cut(bytes: Buffer, length: number): string {
	if (length <= MAX_LINE) return bytes.toString('utf8');
	let end = MAX_LINE;
	// 10xxxxxx is never the first byte of a character (RFC 3629, 3).
	while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
	return `${bytes.toString('utf8', 0, end)}…`;
}
