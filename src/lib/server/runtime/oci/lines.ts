/** Splits a byte stream into lines. */
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';

/** A line without an end is passed on in pieces of this many characters. */
const MAX_LINE = 64 * 1024;

/**
 * Calls `fn` for each line, and for the text after the last newline. Resolves when the stream has
 * ended, also when it was cut off.
 */
export async function eachLine(stream: Readable, fn: (line: string) => void): Promise<void> {
	const decoder = new StringDecoder('utf8');
	let rest = '';
	const take = (text: string) => {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) fn(line.replace(/\r$/, ''));
		if (rest.length < MAX_LINE) return;
		fn(rest);
		rest = '';
	};
	stream.on('data', (chunk: Buffer) => take(decoder.write(chunk)));
	await finished(stream, { writable: false }).catch(() => {});
	take(decoder.end());
	if (rest !== '') fn(rest);
}
