/**
 * conmon's log format (`k8s-file`, the CRI log format): `time stream tag text`, where tag `P` says that the line goes on in the next
 * entry of the same stream and `F` that it ends here.
 */
import type { RawLogLine } from './types.ts';

/** A line longer than this is cut; characters. */
export const MAX_LINE = 16 * 1024;

/** Writes an entry in the same format, for lines of the box's own. */
export function formatLogEntry(at: number, text: string): string {
	return `${new Date(at).toISOString()} stdout F ${text.replace(/[\r\n]+/g, ' ').slice(0, MAX_LINE)}\n`;
}

/** Whether an entry ends its line; used to count lines without parsing them. */
export function endsLine(entry: string): boolean {
	const second = entry.indexOf(' ', entry.indexOf(' ') + 1);
	return second > 0 && entry[second + 1] === 'F';
}

/** Puts entries of one file together to lines; keeps what is not complete yet. */
export function createLineJoiner(service: string): (entries: readonly string[]) => RawLogLine[] {
	const open: Record<RawLogLine['stream'], { at: number; text: string } | null> = { stdout: null, stderr: null };
	return (entries) => {
		const lines: RawLogLine[] = [];
		for (const entry of entries) {
			const first = entry.indexOf(' ');
			const second = entry.indexOf(' ', first + 1);
			const third = entry.indexOf(' ', second + 1);
			if (first < 0 || second < 0) continue;
			const at = Date.parse(entry.slice(0, first));
			const stream = entry.slice(first + 1, second);
			const tag = third < 0 ? entry.slice(second + 1) : entry.slice(second + 1, third);
			// The beginning of the file may be the middle of an entry.
			if (!Number.isFinite(at) || (stream !== 'stdout' && stream !== 'stderr') || (tag !== 'F' && tag !== 'P'))
				continue;
			const text = third < 0 ? '' : entry.slice(third + 1);
			const before = open[stream];
			const joined = before ? { at: before.at, text: cut(before.text + text) } : { at, text: cut(text) };
			open[stream] = tag === 'P' ? joined : null;
			if (tag === 'F') lines.push({ at: joined.at, service, stream, text: joined.text });
		}
		return lines;
	};
}

function cut(text: string): string {
	return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
}
