import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { contextTar, limitedTar } from './context.ts';

async function tar(count: number, size = 10): Promise<Buffer> {
	const stream = pack();
	for (let n = 0; n < count; n++) stream.entry({ name: `f${n}` }, 'x'.repeat(size));
	stream.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

async function through(bytes: Buffer, limits: { bytes: number; entries: number }, piece = 700): Promise<Buffer> {
	const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, n) =>
		bytes.subarray(n * piece, (n + 1) * piece)
	);
	const out: Buffer[] = [];
	await pipeline(Readable.from(pieces), limitedTar(limits), async (from: AsyncIterable<Buffer>) => {
		for await (const chunk of from) out.push(chunk);
	});
	return Buffer.concat(out);
}

describe('what is built from', () => {
	it.each([1, 511, 512, 513, 5000])('counts files in pieces of %i bytes', async (piece) => {
		const bytes = await tar(3, 1000);
		expect((await through(bytes, { bytes: 1e6, entries: 3 }, piece)).equals(bytes)).toBe(true);
		await expect(through(bytes, { bytes: 1e6, entries: 2 }, piece)).rejects.toThrow(/more than 2 files/);
	});

	it('counts bytes', async () => {
		await expect(through(await tar(3), { bytes: 1000, entries: 9 })).rejects.toMatchObject({ status: 413 });
	});

	it('takes sizes of every kind, and what is no tar', async () => {
		const header = Buffer.alloc(512, 'a');
		header[124] = 0xff;
		await expect(through(Buffer.concat([header, header]), { bytes: 1e6, entries: 1 })).resolves.toHaveLength(1024);
	});

	it('unpacks gzip, and refuses what is packed otherwise or nothing', async () => {
		const plain = await tar(1);
		const [first, ...rest] = await contextTar(Readable.from([gzipSync(plain)]));
		const out: Buffer[] = [];
		await pipeline([
			first,
			...rest,
			async (from: AsyncIterable<Buffer>) => {
				for await (const chunk of from) out.push(chunk);
			}
		] as never);
		expect(Buffer.concat(out).equals(plain)).toBe(true);
		await expect(contextTar(Readable.from([]))).rejects.toThrow(/build context is empty/);
		await expect(contextTar(Readable.from([Buffer.from('BZh9')]))).rejects.toThrow(/bzip2/);
		await expect(contextTar(Readable.from([Buffer.from('fd377a585a00', 'hex')]))).rejects.toThrow(/xz/);
	});
});
