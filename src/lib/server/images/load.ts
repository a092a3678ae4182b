/**
 * Loads archives of `docker save` (moby, `image/tarexport`) and tars of an OCI image layout
 * (image-spec, image-layout.md). Both are untrusted until validated.
 */
import { createWriteStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import { choosePlatform, MAX_DOCUMENT, readManifest, unusable } from '../build/index.ts';
import { NotPlainError, openInside, readInside, unpackArchive } from '../files/index.ts';
import type { Blobs } from './blobs.ts';
import { writeManifest, type Part } from './documents.ts';
import { tooLarge } from './failures.ts';
import { hex, type KeepDeps, type Keeper } from './keep.ts';
import { familiar, parseImageName, type ImageName } from './names.ts';
import type { Images, LocalImage } from './types.ts';

/** Limits of an archive. It has few files besides its layers, which make up its bytes. */
const LIMITS = { entries: 20_000, bytes: 32 * 1024 ** 3, ratio: 1000 };
const MOST_IMAGES = 64;
const MOST_NAMES = 64;
/** Most nested indexes. */
const MAX_DEPTH = 4;

const path = v.pipe(v.string(), v.maxLength(1024));
const saved = v.pipe(
	v.array(
		v.object({
			Config: path,
			RepoTags: v.optional(v.nullable(v.pipe(v.array(v.string()), v.maxLength(MOST_NAMES))), []),
			Layers: v.optional(v.nullable(v.pipe(v.array(path), v.maxLength(127))), [])
		})
	),
	v.minLength(1, 'holds no image'),
	v.maxLength(MOST_IMAGES, `holds more than ${MOST_IMAGES} images`)
);
const descriptor = v.object({
	digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
	annotations: v.optional(v.nullable(v.record(v.string(), v.string())), {})
});
const layout = v.object({
	manifests: v.pipe(v.array(descriptor), v.minLength(1), v.maxLength(MOST_IMAGES * MOST_NAMES))
});

/** An image of an archive. */
interface Found {
	/** SHA-256 of its already stored manifest, hex. */
	manifest: string;
	names: ImageName[];
}

/** Invalid names are ignored: the image itself matters more. */
function namesOf(texts: readonly (string | undefined)[]): ImageName[] {
	return texts.flatMap((text) => {
		// A tag alone, as in OCI layouts, is no name.
		if (text === undefined || !/[:/]/.test(text)) return [];
		try {
			return [parseImageName(text)];
		} catch {
			return [];
		}
	});
}

/** Reads the folder of an unpacked archive. */
function archiveIn(root: string, blobs: Blobs, signal: AbortSignal, held: (digest: string) => void) {
	const missing = (error: unknown): never => {
		if (!(error instanceof NotPlainError)) throw error;
		throw unusable(error.reason === 'too-large' ? 'A document in it is too large.' : 'A file of it is missing.');
	};
	const read = (name: string) => readInside(root, name, MAX_DOCUMENT).catch(missing);
	const there = (name: string) =>
		readInside(root, name, MAX_DOCUMENT).catch((error: unknown) =>
			error instanceof NotPlainError && error.reason === 'missing' ? null : missing(error)
		);

	async function layer(name: string): Promise<Part & { plain: string }> {
		const file = await openInside(root, name).catch(missing);
		const stored = await blobs.write(file.createReadStream({ highWaterMark: 1024 * 1024 }), signal);
		held(stored.digest);
		return stored;
	}
	async function keep(document: Buffer): Promise<string> {
		const digest = await blobs.add(document);
		held(digest);
		return digest;
	}
	/** Reads a document of a layout, and verifies its hash. */
	async function byHash(digest: string): Promise<Buffer> {
		const bytes = await read(`blobs/sha256/${hex(digest)}`);
		if (createHash('sha256').update(bytes).digest('hex') !== hex(digest))
			throw unusable('A part of it is something else than its hash says.');
		return bytes;
	}

	async function ofLayout(digest: string, arch: string): Promise<{ manifest: string; config: string }> {
		let bytes = await byHash(digest);
		let found = readManifest(bytes);
		for (let depth = 0; 'index' in found; depth++) {
			if (depth === MAX_DEPTH) throw unusable('Its indexes lead to ever more indexes.');
			bytes = await byHash(choosePlatform(found.index, arch).digest);
			found = readManifest(bytes);
		}
		const { config, layers } = found.manifest;
		await keep(await byHash(config.digest));
		for (const wanted of layers) {
			const key = hex(wanted.digest);
			held(key);
			if ((await blobs.size(key)) === wanted.size) continue;
			const { digest: is } = await layer(`blobs/sha256/${key}`);
			if (is !== key) throw unusable('A part of it is something else than its hash says.');
		}
		return { manifest: await keep(bytes), config: hex(config.digest) };
	}

	async function ofSaved(entry: v.InferOutput<typeof saved>[number]): Promise<Found> {
		const document = await read(entry.Config);
		const config = await keep(document);
		const layers: Part[] = [];
		for (const name of entry.Layers ?? []) layers.push(await layer(name));
		const manifest = await keep(writeManifest({ digest: config, size: document.length }, layers));
		return { manifest, names: namesOf(entry.RepoTags ?? []) };
	}

	const parsed = <T>(schema: v.GenericSchema<unknown, T>, bytes: Buffer, what: string): T => {
		let json: unknown;
		try {
			json = JSON.parse(bytes.toString('utf8'));
		} catch {
			throw unusable(`Its ${what} is no JSON document.`);
		}
		const result = v.safeParse(schema, json);
		if (result.success) return result.output;
		throw unusable(`Its ${what} is wrong: ${result.issues[0].message.slice(0, 200)}.`);
	};

	return {
		async images(arch: string): Promise<Found[]> {
			const index = await there('index.json');
			const manifest = await there('manifest.json');
			const tagged = manifest && parsed(saved, manifest, 'manifest.json');
			if (!index) {
				if (!tagged) throw unusable('It is neither an OCI image layout nor an archive of “docker save”.');
				const found: Found[] = [];
				for (const entry of tagged) found.push(await ofSaved(entry));
				return found;
			}
			const found = new Map<string, Found>();
			for (const { digest, annotations } of parsed(layout, index, 'index.json').manifests) {
				const { manifest: is, config } = await ofLayout(digest, arch);
				const names = namesOf([
					annotations?.['io.containerd.image.name'] ?? annotations?.['org.opencontainers.image.ref.name'],
					...(tagged ?? []).flatMap(({ Config, RepoTags }) => (Config.includes(config) ? (RepoTags ?? []) : []))
				]);
				const before = found.get(is)?.names ?? [];
				found.set(is, { manifest: is, names: [...before, ...names] });
			}
			return [...found.values()];
		}
	};
}

/** Writes a stream to a file, up to a limit. */
export async function receiveFile(from: Readable, file: string, signal: AbortSignal): Promise<void> {
	let size = 0;
	const counted = new Transform({
		transform(chunk: Buffer, _encoding, next) {
			size += chunk.length;
			next(size > LIMITS.bytes ? tooLarge(LIMITS.bytes) : null, chunk);
		}
	});
	await pipeline(from, counted, createWriteStream(file, { flags: 'wx', mode: 0o600 }), { signal });
}

/** @see Images.load */
export function createLoad({ blobs, arch }: KeepDeps, keeper: Keeper): Images['load'] {
	return async (archive, { onLoaded = () => {}, signal }) => {
		const scratch = await blobs.scratch();
		const hold = blobs.hold();
		try {
			const file = join(scratch, 'archive');
			await receiveFile(archive, file, signal);
			const root = join(scratch, 'layout');
			await unpackArchive(file, root, { links: 'inside', modes: 'plain', owner: null, limits: LIMITS, signal });
			const images: LocalImage[] = [];
			for (const { manifest, names } of await archiveIn(root, blobs, signal, hold.add).images(arch)) {
				const listener = { progress: () => {}, log: () => {}, signal };
				const { image } = await keeper.keep({ manifest, rootKey: null, source: 'load', names }, listener);
				images.push(image);
				const shown = image.tags.filter((tag) => names.some((name) => tag === familiar(name)));
				for (const name of shown.length > 0 ? shown : [image.id]) onLoaded(name);
			}
			return images;
		} finally {
			hold.release();
			await blobs.removeScratch(scratch);
		}
	};
}
