/** An image that was found, wherever it lies: what it is made of, and how its parts are fetched. */
import {
	checkPlatform,
	choosePlatform,
	hexOf,
	readConfig,
	readManifest,
	unusable,
	type Descriptor,
	type ImageRun,
	type Manifest
} from './documents.ts';

export interface ImageLayer {
	/** Its key: SHA-256 of the file in hex, or its place in an archive. */
	key: string;
	/** Bytes of the file as it is fetched. */
	size: number;
	/** SHA-256 of the uncompressed tar, hex. */
	diffId: string;
}

/** The image as its author described it, byte for byte. */
export interface ImageDocuments {
	manifest: Buffer;
	config: Buffer;
}

export interface OpenedImage {
	run: ImageRun;
	/** Bottom first. */
	layers: ImageLayer[];
	/**
	 * Ensures that a layer's file is here and is the right one.
	 * @param onBytes bytes so far
	 * @returns its absolute path
	 */
	fetch(layer: ImageLayer, onBytes: (done: number) => void, signal: AbortSignal): Promise<string>;
}

/** Index in an index: what tools make has two levels at most. */
const MAX_DEPTH = 4;

/** Reads the document that a descriptor means; answers only what has its hash. */
export type ReadDocument = (descriptor: Pick<Descriptor, 'digest'>, kind: 'manifest' | 'config') => Promise<Buffer>;

/**
 * Walks from an index or manifest to the image for this host.
 * @param first bytes to begin with
 * @param arch `process.arch`
 * @throws BoxError 422 `image-unusable`, `no-image-for-platform`
 */
export async function resolveImage(
	first: Buffer,
	read: ReadDocument,
	arch: string
): Promise<{ manifest: Manifest; layers: ImageLayer[]; run: ImageRun; documents: ImageDocuments }> {
	let bytes = first;
	let found = readManifest(bytes);
	let chosen = false;
	for (let depth = 0; 'index' in found; depth++) {
		if (depth === MAX_DEPTH) throw unusable('Its indexes lead to ever more indexes.');
		const entry = choosePlatform(found.index, arch);
		chosen ||= entry.platform != null;
		bytes = await read(entry, 'manifest');
		found = readManifest(bytes);
	}
	const { manifest } = found;
	const configBytes = await read(manifest.config, 'config');
	const config = readConfig(configBytes, manifest.layers.length);
	// An index's own word counts: configurations of images for several platforms are often wrong
	// about theirs.
	if (!chosen) checkPlatform(config.platform, arch);
	const layers = manifest.layers.map(({ digest, size }, i) => ({
		key: hexOf(digest),
		size,
		diffId: config.diffIds[i]!
	}));
	return { manifest, layers, run: config.run, documents: { manifest: bytes, config: configBytes } };
}
