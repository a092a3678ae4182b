/**
 * Images in a pup's own folder: a folder with an OCI image layout (image-spec, image-layout.md), a
 * tar of one, or an archive of `docker save`.
 */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BoxError } from '../../../contract/errors.ts';
import { confine, NotPlainError, openInside, readInside, unpackArchive } from '../../files/index.ts';
import { checkPlatform, hexOf, MAX_DOCUMENT, readConfig, readSaved, unusable } from './documents.ts';
import { resolveImage, type ImageLayer, type OpenedImage, type ReadDocument } from './opened.ts';
import type { FolderReference } from './reference.ts';

export interface FoundImage {
	/** Absolute. */
	path: string;
	kind: 'archive' | 'layout';
	/** SHA-256 of the file that determines its content: the archive, or the layout's index; hex. */
	digest: string;
}

/** Limits of an archive. It has few files besides its layers, which make up its bytes. */
const ARCHIVE_LIMITS = { entries: 10_000, bytes: 32 * 1024 ** 3, ratio: 1000 };

/**
 * Finds the image at a path of a manifest. Follows no link in the path.
 * @param folder absolute folder of the pup's files
 * @throws BoxError 422 `image-unusable` where there is none
 */
export async function findImage(
	folder: string,
	{ path }: FolderReference,
	onBytes: (done: number, total: number) => void,
	signal: AbortSignal
): Promise<FoundImage> {
	const wanted = join(await realpath(folder), path);
	const found = await lstat(wanted).catch(() => null);
	if (!found || (await realpath(wanted)) !== wanted) throw unusable(`“${path}” is not in the pup’s folder.`);
	if (found.isDirectory()) {
		const index = await document(wanted, 'index.json');
		return { path: wanted, kind: 'layout', digest: createHash('sha256').update(index).digest('hex') };
	}
	if (!found.isFile()) throw unusable(`“${path}” is no file.`);
	const digest = await hashFile(dirname(wanted), basename(wanted), (done) => onBytes(done, found.size), signal);
	return { path: wanted, kind: 'archive', digest };
}

/**
 * Opens an image.
 * @param scratch folder of ours for this build: archives are unpacked and layers copied there
 * @param arch `process.arch`
 * @throws BoxError 422 `image-unusable`, `no-image-for-platform`, those of {@link unpackArchive}
 */
export async function openInFolder(
	found: FoundImage,
	scratch: string,
	arch: string,
	signal: AbortSignal
): Promise<OpenedImage> {
	let root = found.path;
	if (found.kind === 'archive') {
		root = join(scratch, 'layout');
		await unpackArchive(found.path, root, {
			links: 'inside',
			modes: 'plain',
			owner: null,
			limits: ARCHIVE_LIMITS,
			signal
		});
	}
	return (await exists(root, 'index.json')) ? openLayout(root, scratch, arch) : openSaved(root, arch);
}

async function openLayout(root: string, scratch: string, arch: string): Promise<OpenedImage> {
	const pathOf = (hex: string) => `blobs/sha256/${hex}`;
	const read: ReadDocument = async ({ digest }) => {
		const bytes = await document(root, pathOf(hexOf(digest)));
		if (createHash('sha256').update(bytes).digest('hex') !== hexOf(digest)) throw wrongHash();
		return bytes;
	};
	const { layers, run } = await resolveImage(await document(root, 'index.json'), read, arch);
	return {
		layers,
		run,
		// Copied, so that exactly the hashed bytes are unpacked.
		async fetch(layer, onBytes, signal) {
			const copy = join(scratch, layer.key);
			inside(root, pathOf(layer.key));
			const found = await hashFile(root, pathOf(layer.key), onBytes, signal, copy);
			if (found !== layer.key) throw wrongHash();
			return copy;
		}
	};
}

/**
 * Its layers have no hash of their own. Their content is verified against the DiffIDs when they are
 * unpacked.
 */
async function openSaved(root: string, arch: string): Promise<OpenedImage> {
	if (!(await exists(root, 'manifest.json'))) {
		throw unusable('It is neither an OCI image layout nor an archive of “docker save”.');
	}
	const saved = readSaved(await document(root, 'manifest.json'));
	const config = readConfig(await document(root, saved.config), saved.layers.length);
	checkPlatform(config.platform, arch);
	const layers: ImageLayer[] = [];
	for (const [i, path] of saved.layers.entries()) {
		const { size } = await lstat(inside(root, path)).catch(() => ({ size: 0 }));
		layers.push({ key: path, size, diffId: config.diffIds[i]! });
	}
	return {
		layers,
		run: config.run,
		async fetch(layer, onBytes) {
			onBytes(layer.size);
			return inside(root, layer.key);
		}
	};
}

/** Path of a file in the layout. Links must not leave the layout. */
function inside(root: string, path: string): string {
	try {
		return confine(root, path);
	} catch (error) {
		throw unusable('A file of it lies outside of it.', error);
	}
}

async function exists(root: string, path: string): Promise<boolean> {
	return (await lstat(inside(root, path)).catch(() => null))?.isFile() ?? false;
}

async function document(root: string, path: string): Promise<Buffer> {
	inside(root, path);
	return readInside(root, path, MAX_DOCUMENT).catch((error: unknown) => {
		if (!(error instanceof NotPlainError)) throw error;
		const why = error.reason === 'too-large' ? 'is too large' : 'is missing';
		throw unusable(`Its “${path.slice(0, 100)}” ${why}.`);
	});
}

/**
 * @param path inside `root`
 * @returns SHA-256 of a file in hex. Copies the file to `copy`, if given, while reading.
 */
async function hashFile(
	root: string,
	path: string,
	onBytes: (done: number) => void,
	signal: AbortSignal,
	copy?: string
): Promise<string> {
	const file = await openInside(root, path).catch((error: unknown) => {
		throw error instanceof NotPlainError ? unusable('A layer of it is missing.') : error;
	});
	const hash = createHash('sha256');
	let done = 0;
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, next) {
			hash.update(chunk);
			onBytes((done += chunk.length));
			next(null, copy ? chunk : undefined);
		}
	});
	const bytes = file.createReadStream({ highWaterMark: 1024 * 1024 });
	if (copy) await pipeline(bytes, counted, createWriteStream(copy, { mode: 0o600 }), { signal });
	else await pipeline(bytes, counted.resume(), { signal });
	return hash.digest('hex');
}

function wrongHash(): BoxError {
	return new BoxError({
		code: 'wrong-hash',
		status: 422,
		message: 'A part of the image is something else than its hash says.',
		hint: 'The pup’s folder was changed or damaged. Nothing of the image is used.'
	});
}
