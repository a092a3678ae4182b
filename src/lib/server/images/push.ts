/**
 * Pushes an image to a registry: its parts as they are stored here. Uncompressed layers are
 * compressed first.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { parseJson } from '../build/index.ts';
import { fewAtATime } from '../concurrency/index.ts';
import type { Blobs } from './blobs.ts';
import { OCI_MANIFEST, readConfiguration } from './documents.ts';
import { damaged, noSuchImage } from './failures.ts';
import { hex, type KeepDeps, type Keeper } from './keep.ts';
import { inSteps } from './in-steps.ts';
import { findImage, isDigest, type ImageName } from './names.ts';
import type { ImageRow } from './rows.ts';
import type { Images, PushOptions } from './types.ts';

/** Layers sent at the same time. */
const AT_A_TIME = 3;

interface Described {
	mediaType?: string;
	digest: string;
	size: number;
}

/** Whether a layer is an uncompressed tar, which is compressed for the transfer. */
const isPlain = ({ mediaType = '' }: Described) => /\.tar$/.test(mediaType);

/**
 * The media type of the same layer, compressed with gzip (image-spec, media-types.md; Docker’s
 * own).
 */
export const packedType = (mediaType: string) =>
	mediaType.includes('docker') ? `${mediaType}.gzip` : `${mediaType}+gzip`;

/** Compresses a file. */
async function pack(file: string, to: string, signal: AbortSignal): Promise<{ digest: string; size: number }> {
	const hash = createHash('sha256');
	let size = 0;
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, next) {
			hash.update(chunk);
			size += chunk.length;
			next(null, chunk);
		}
	});
	await pipeline(createReadStream(file), createGzip(), counted, createWriteStream(to, { mode: 0o600 }), { signal });
	return { digest: hash.digest('hex'), size };
}

/**
 * Repositories of a registry that have a part, according to earlier pulls and pushes.
 * @param name `docker.io/library/nginx`
 */
function othersAt(name: string, images: readonly { row: ImageRow; layers: ReadonlySet<string> }[]) {
	const registry = name.slice(0, name.indexOf('/') + 1);
	const there = (one: ImageName) => isDigest(one) && one.name.startsWith(registry) && one.name !== name;
	return (digest: string): string[] => {
		const found = images.filter(({ layers }) => layers.has(digest)).flatMap(({ row }) => row.names.filter(there));
		return [...new Set(found.map((one) => one.name.slice(registry.length)))];
	};
}

/** @see Images.push */
export function createPush({ rows, blobs, builder }: KeepDeps & { blobs: Blobs }, keeper: Keeper): Images['push'] {
	async function layersOf(row: ImageRow) {
		const parts = await keeper.parts(row).catch(() => null);
		return { row, layers: new Set(parts?.layers.map(({ digest }) => digest)) };
	}

	/** Returns a layer's file and descriptor. Compresses an uncompressed one first. */
	async function ready(layer: Described, place: () => Promise<string>, signal: AbortSignal) {
		const file = blobs.path(hex(layer.digest));
		if (!isPlain(layer)) return { layer, file };
		const to = join(await place(), hex(layer.digest));
		const packed = await pack(file, to, signal);
		const mediaType = packedType(layer.mediaType ?? '');
		return { layer: { ...layer, mediaType, digest: `sha256:${packed.digest}`, size: packed.size }, file: to };
	}

	return async (name, { login = null, onProgress = () => {}, signal }: PushOptions) => {
		const found = findImage(rows.all(), name);
		if (!found?.by || isDigest(found.by)) throw noSuchImage(name);
		const { image, by } = found;
		const target = builder().openTarget(name, login);
		const elsewhere = othersAt(by.name, await Promise.all(rows.all().map(layersOf)));
		const hold = blobs.hold();
		/** Created for the first layer that is compressed. */
		const work: { folder?: Promise<string> } = {};
		try {
			const { config, layers } = await keeper.parts(image);
			for (const digest of [image.manifest, config, ...layers.map((one) => one.digest)]) hold.add(digest);
			const bytes = await blobs.document(image.manifest);
			const document = await blobs.document(config);
			const manifest = parseJson(bytes) as { mediaType?: string; config: Described; layers: Described[] };
			const ids = readConfiguration(document).diffIds.map((one) => hex(one).slice(0, 12));
			const place = () => (work.folder ??= blobs.scratch());

			const sent: Described[] = [];
			for (const id of ids) onProgress({ kind: 'layer', id, status: 'waiting' });
			await fewAtATime(manifest.layers, AT_A_TIME, signal, async (described, ended, at) => {
				const id = ids[at] ?? '';
				onProgress({ kind: 'layer', id, status: 'preparing' });
				const { layer, file } = await ready(described, place, ended);
				const { size } = layer;
				const digest = hex(layer.digest);
				const onBytes = inSteps(size, (done) => onProgress({ kind: 'bytes', id, done, total: size }));
				const outcome = await target.send({ digest, size, file, elsewhere: elsewhere(digest) }, onBytes, ended);
				if (outcome.how === 'mounted') onProgress({ kind: 'mounted', id, from: outcome.from });
				else onProgress({ kind: 'layer', id, status: outcome.how === 'there' ? 'there' : 'pushed' });
				sent[at] = layer;
			});
			const configuration = { digest: config, size: document.length, file: blobs.path(config), elsewhere: [] };
			await target.send(configuration, () => {}, signal);
			const sentManifest = manifest.layers.some(isPlain)
				? Buffer.from(JSON.stringify({ ...manifest, layers: sent }))
				: bytes;
			await target.finish({ bytes: sentManifest, mediaType: manifest.mediaType ?? OCI_MANIFEST }, signal);
			const digest = `sha256:${createHash('sha256').update(sentManifest).digest('hex')}`;
			if (!rows.all().some(({ id }) => id === image.id)) throw damaged('It was removed meanwhile.');
			rows.name(image.id, { name: target.name, version: digest });
			return { digest, size: sentManifest.length };
		} finally {
			hold.release();
			if (work.folder) await blobs.removeScratch(await work.folder);
		}
	};
}
