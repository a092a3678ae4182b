/**
 * Detects how an archive is compressed from its first bytes, and opens streams that decompress it.
 */
import { createReadStream, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { BoxError } from '../../contract/errors.ts';
import { openPlain } from './read-plain.ts';

/** Compression of an archive; `none` for a plain tar. */
export type Packing = 'none' | 'gzip' | 'xz' | 'bzip2' | 'zstd';
/** Formats that this runtime does not support, for which a program is needed. */
export type ForeignPacking = Exclude<Packing, 'none' | 'gzip'>;

/** Absolute path of an archive, or the number of an open descriptor, which stays open. */
export type ArchiveFile = string | number;

/**
 * Decompresses with a program.
 * @param packed the bytes of the archive
 * @returns the decompressed bytes; fails when the program does, and ends it when destroyed
 */
export type Decompress = (packing: ForeignPacking, packed: Readable) => Promise<Readable>;

/** First bytes: RFC 1952, xz-file-format 2.1.1.1, bzip2, RFC 8878 3.1.1, PKZIP APPNOTE 4.3.7. */
const MAGICS: readonly [Packing | 'zip', number[]][] = [
	['gzip', [0x1f, 0x8b]],
	['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
	['bzip2', [0x42, 0x5a, 0x68]],
	['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
	['zip', [0x50, 0x4b]]
];

function unsupported(message: string, hint: string): BoxError {
	return new BoxError({ code: 'unsupported-archive', status: 422, message, hint });
}

/**
 * The compression of an archive.
 * @param fd its open descriptor
 * @throws BoxError 422 `unsupported-archive` for a zip; the system's error when it cannot be read
 */
function packingOf(fd: number): Packing {
	const head = Buffer.alloc(8);
	readSync(fd, head, 0, head.length, 0);
	const found = MAGICS.find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0] ?? 'none';
	if (found !== 'zip') return found;
	throw unsupported('Zip archives cannot be unpacked.', 'The same content as .tar.gz can.');
}

/** The bytes of an archive from its beginning, and its compression. */
async function openArchive(file: ArchiveFile): Promise<{ packing: Packing; bytes: Readable }> {
	if (typeof file === 'number') {
		return { packing: packingOf(file), bytes: createReadStream('', { fd: file, start: 0, autoClose: false }) };
	}
	const handle = await openPlain(file, { follow: true });
	try {
		return { packing: packingOf(handle.fd), bytes: handle.createReadStream({ start: 0 }) };
	} catch (error) {
		await handle.close();
		throw error;
	}
}

/**
 * The streams from the file to plain tar, in order.
 * @throws BoxError 422 `unsupported-archive` where a program is needed and `decompress` is missing
 */
export async function openTar(
	file: ArchiveFile,
	decompress: Decompress | undefined
): Promise<[Readable] | [Readable, NodeJS.ReadWriteStream]> {
	const { packing, bytes } = await openArchive(file);
	if (packing === 'none') return [bytes];
	if (packing === 'gzip') return [bytes, createGunzip()];
	if (decompress) return [await decompress(packing, bytes)];
	bytes.destroy();
	throw unsupported(`Archives packed with ${packing} cannot be unpacked here.`, 'The same content as .tar.gz can.');
}
