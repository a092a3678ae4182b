/** An image that was found, wherever it is stored: its parts, and how they are fetched. */
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
	/** Its key: SHA-256 of the file in hex, or its path in an archive. */
	key: string;
	/** Bytes of the file before decompression. */
	size: number;
	/** SHA-256 of the uncompressed tar, hex. */
	diffId: string;
}

/** The author's documents of the image, byte for byte. */
export interface ImageDocuments {
	manifest: Buffer;
	config: Buffer;
}

export interface OpenedImage {
	run: ImageRun;
	/** Bottom first. */
	layers: ImageLayer[];
	/**
	 * Ensures that a layer's file is stored here and has the right hash.
	 * @param onBytes bytes so far
	 * @returns its absolute path
	 */
	fetch(layer: ImageLayer, onBytes: (done: number) => void, signal: AbortSignal): Promise<string>;
}

/** Most nested indexes. Tools create two levels at most. */
const MAX_DEPTH = 4;

/** Reads the document of a descriptor; returns only one with the right hash. */
export type ReadDocument = (descriptor: Pick<Descriptor, 'digest'>, kind: 'manifest' | 'config') => Promise<Buffer>;

/**
 * Follows an index or manifest to the image for this host.
 * @param first bytes of the first document
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
	// An index overrides the configuration: that of images for several platforms is often wrong.
	if (!chosen) checkPlatform(config.platform, arch);
	const layers = manifest.layers.map(({ digest, size }, i) => ({
		key: hexOf(digest),
		size,
		diffId: config.diffIds[i]!
	}));
	return { manifest, layers, run: config.run, documents: { manifest: bytes, config: configBytes } };
}
