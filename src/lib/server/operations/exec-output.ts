/** Output of a command, in pieces that can stand in JSON. */
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { ExecOutput } from '../../contract/exec.ts';

export interface OutputPiece {
	stream: 'stdout' | 'stderr';
	output: ExecOutput;
}

/**
 * Bytes at the end of a piece that begin a letter which is not whole yet: at most three (RFC 3629,
 * 3).
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

/** Text where it is valid UTF-8, so that a person can read it; base64 for all else. */
export function toOutput(bytes: Buffer): ExecOutput {
	return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') };
}

/**
 * Pieces of one stream. A letter that falls between two reads stays whole. A stream that is cut off
 * has ended.
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
 * Both streams of a command, as they come. What is not asked for is not read, so the command waits
 * for its reader.
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
