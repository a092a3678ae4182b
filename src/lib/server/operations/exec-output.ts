/** Output of a command, in pieces that JSON can represent. */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { ExecOutput } from '../../contract/exec.ts';

export interface OutputPiece {
	stream: 'stdout' | 'stderr';
	output: ExecOutput;
}

/**
 * Returns how many bytes at the end of a piece begin an incomplete UTF-8 character: at most three
 * (RFC 3629, 3).
 */
function openLetter(bytes: Buffer): number {
	for (let back = 1; back <= Math.min(3, bytes.length); back++) {
		const byte = bytes[bytes.length - back]!;
		if ((byte & 0xc0) === 0x80) continue;
		const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
		return length > back ? back : 0;
	}
	return 0;
}

/** Returns text for valid UTF-8, which a person can read, and base64 for anything else. */
export function toOutput(bytes: Buffer): ExecOutput {
	return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') };
}

/**
 * Yields the pieces of one stream. A character that is split between two reads stays whole. A
 * stream that is cut off counts as ended.
 */
async function* piecesOf(stream: Readable): AsyncGenerator<ExecOutput, void> {
	let rest: Buffer = Buffer.alloc(0);
	try {
		for await (const chunk of stream as AsyncIterable<Buffer>) {
			const bytes = Buffer.concat([rest, chunk]);
			const whole = bytes.length - openLetter(bytes);
			rest = bytes.subarray(whole);
			if (whole > 0) yield toOutput(bytes.subarray(0, whole));
		}
	} catch {
		// The session was closed.
	}
	if (rest.length > 0) yield toOutput(rest);
}

/**
 * Yields the pieces of both streams as they arrive. A piece is only read when the caller requests
 * it, so the command waits for its reader.
 */
export async function* outputPieces(session: {
	stdout: Readable;
	stderr: Readable;
}): AsyncGenerator<OutputPiece, void> {
	const sources = { stdout: piecesOf(session.stdout), stderr: piecesOf(session.stderr) };
	const next = async (stream: OutputPiece['stream']) => ({ stream, result: await sources[stream].next() });
	const waiting = new Map([
		['stdout', next('stdout')],
		['stderr', next('stderr')]
	]);
	while (waiting.size > 0) {
		const { stream, result } = await Promise.race(waiting.values());
		if (result.done) {
			waiting.delete(stream);
			continue;
		}
		yield { stream, output: result.value };
		waiting.set(stream, next(stream));
	}
}
