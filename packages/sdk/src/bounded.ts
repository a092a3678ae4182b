/** Reading what a stranger sends, with a bound. */

/** A bound was passed. */
export class TooMuch extends Error {}

/**
 * All pieces as one.
 * @param most bytes
 * @throws TooMuch
 */
export async function readAll(pieces: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
	const parts: Uint8Array[] = [];
	let size = 0;
	for await (const piece of pieces) {
		size += piece.length;
		// Breaking off ends the connection.
		if (size > most) throw new TooMuch();
		parts.push(piece);
	}
	if (parts.length === 1) return parts[0]!;
	const all = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}

/** The beginning of pieces as text, for what a person is told. @param most bytes */
export async function readStart(pieces: AsyncIterable<Uint8Array>, most: number): Promise<string> {
	const decoder = new TextDecoder();
	let text = '';
	let size = 0;
	for await (const piece of pieces) {
		text += decoder.decode(piece.subarray(0, most - size), { stream: true });
		size += piece.length;
		if (size >= most) break;
	}
	return text + decoder.decode();
}
