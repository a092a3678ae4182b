/** Parses the files that a recorder writes (host layer, `recorder-script.ts`). Pure. */

import type { RecordedEnd } from '../../types.ts';

export interface RecordedFrame {
	stream: 'stdout' | 'stderr';
	/** Milliseconds since the epoch. */
	time: number;
	bytes: Buffer;
}

const HEADER = 16;
/** Most bytes of output in a frame. */
const MOST = 65_536;
/** Enough bytes for any complete frame. */
export const FRAME_BYTES = HEADER + MOST;

/**
 * Parses the frame at an offset.
 * @returns null while the frame is incomplete; `bad` for bytes that no recorder writes
 */
export function frameAt(bytes: Buffer, at: number): (RecordedFrame & { end: number }) | null | 'bad' {
	if (bytes.length < at + HEADER) return null;
	const stream = bytes.readUInt8(at);
	const length = bytes.readUInt32BE(at + 4);
	if ((stream !== 1 && stream !== 2) || length === 0 || length > MOST) return 'bad';
	const end = at + HEADER + length;
	if (bytes.length < end) return null;
	const time = Number(bytes.readBigUInt64BE(at + 8));
	return { stream: stream === 1 ? 'stdout' : 'stderr', time, bytes: bytes.subarray(at + HEADER, end), end };
}

/** Offsets at which the output files of a record begin, in ascending order. */
export function segmentsOf(names: readonly string[]): number[] {
	return names
		.flatMap((name) => /^out-(\d{1,15})$/.exec(name)?.[1] ?? [])
		.map(Number)
		.sort((a, b) => a - b);
}

/** Parses the file `end`; null when the text is invalid. */
export function parseEnd(text: string): RecordedEnd | null {
	const found = /^(\d{1,3}) (exited|timeout|closed|container-ended|lost) (\d{1,15}) (-1|\d{1,15})\n$/.exec(text);
	if (!found) return null;
	const [, exitCode, reason, at, bytes] = found;
	return {
		exitCode: Number(exitCode),
		reason: reason as RecordedEnd['reason'],
		at: Number(at),
		bytes: bytes === '-1' ? null : Number(bytes)
	};
}

/** Parses the file `begun`; null when the text is invalid. */
export function parseBegun(text: string): { pid: number; ticks: number; startedAt: number } | null {
	const found = /^(\d{1,10}) (\d{1,20}) \d{1,10} \d{1,20} (\d{1,15})\n$/.exec(text);
	return found && { pid: Number(found[1]), ticks: Number(found[2]), startedAt: Number(found[3]) };
}
