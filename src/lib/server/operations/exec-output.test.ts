import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ExecOutput } from '../../contract/exec.ts';
import { outputPieces, type OutputPiece } from './exec-output.ts';

const bytesOf = (output: ExecOutput) =>
	'text' in output ? Buffer.from(output.text) : Buffer.from(output.base64, 'base64');

async function pieces(stdout: Buffer[], stderr: Buffer[] = []): Promise<OutputPiece[]> {
	const found: OutputPiece[] = [];
	for await (const piece of outputPieces({ stdout: Readable.from(stdout), stderr: Readable.from(stderr) }))
		found.push(piece);
	return found;
}

it('any bytes come out as they went in, each stream in its order, however they are cut', async () => {
	const chunks = fc.array(
		fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
		{ maxLength: 8 }
	);
	await fc.assert(
		fc.asyncProperty(chunks, chunks, async (stdout, stderr) => {
			const found = await pieces(stdout, stderr);
			for (const [stream, sent] of [
				['stdout', stdout],
				['stderr', stderr]
			] as const) {
				const got = found.filter((piece) => piece.stream === stream).map((piece) => bytesOf(piece.output));
				expect(Buffer.concat(got)).toEqual(Buffer.concat(sent));
			}
		})
	);
});

it('text stays text where a letter falls between two reads', async () => {
	const text = Buffer.from('much wow ü€🐕!');
	for (let cut = 1; cut < text.length; cut++) {
		const found = await pieces([text.subarray(0, cut), text.subarray(cut)]);
		expect(found.map((piece) => ('text' in piece.output ? piece.output.text : 'not text')).join('')).toBe(
			'much wow ü€🐕!'
		);
	}
	expect(await pieces([Buffer.from([0xff, 0xfe, 0])])).toEqual([{ stream: 'stdout', output: { base64: '//4A' } }]);
});

it('a stream that is cut off has ended', async () => {
	const stdout = new Readable({ read() {} });
	stdout.push('x');
	setTimeout(() => stdout.destroy(), 20);
	const found: OutputPiece[] = [];
	for await (const piece of outputPieces({ stdout, stderr: Readable.from([]) })) found.push(piece);
	expect(found).toEqual([{ stream: 'stdout', output: { text: 'x' } }]);
});
