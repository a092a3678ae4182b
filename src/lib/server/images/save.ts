/**
 * Writes archives that both `docker load` and readers of OCI image layouts accept: the layout, and
 * also the `manifest.json` of `docker save` (moby, `image/tarexport`).
 */
import { createReadStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Blobs } from './blobs.ts';
import { OCI_MANIFEST } from './documents.ts';
import type { Keeper, Parts } from './keep.ts';
import { familiar, isDigest, type ImageName } from './names.ts';
import type { ImageRow } from './rows.ts';

/** An image, and its names in the archive. */
export interface Wanted {
	row: ImageRow;
	names: readonly ImageName[];
}

const place = (digest: string) => `blobs/sha256/${digest}`;

/** The small files of an archive. Pure. */
export function archiveDocuments(
	images: readonly { manifest: string; mediaType: string; size: number; parts: Parts; names: readonly ImageName[] }[]
): { name: string; text: string }[] {
	const tags = (names: readonly ImageName[]) => names.filter((name) => !isDigest(name));
	const manifests = images.flatMap(({ manifest, mediaType, size, names }) => {
		const described = { mediaType, digest: `sha256:${manifest}`, size };
		if (tags(names).length === 0) return [described];
		return tags(names).map(({ name, version }) => ({
			...described,
			annotations: {
				'io.containerd.image.name': `${name}:${version}`,
				'org.opencontainers.image.ref.name': version
			}
		}));
	});
	const saved = images.map(({ parts, names }) => ({
		Config: place(parts.config),
		RepoTags: tags(names).map(familiar),
		Layers: parts.layers.map(({ digest }) => place(digest))
	}));
	return [
		{ name: 'oci-layout', text: JSON.stringify({ imageLayoutVersion: '1.0.0' }) },
		{
			name: 'index.json',
			text: JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests })
		},
		{ name: 'manifest.json', text: JSON.stringify(saved) }
	];
}

/** @returns the archive as a tar stream, which emits an error on a failure */
export async function saveArchive(wanted: readonly Wanted[], keeper: Keeper, blobs: Blobs): Promise<Readable> {
	const images = await Promise.all(
		wanted.map(async ({ row, names }) => {
			const document = await blobs.document(row.manifest);
			const { mediaType } = JSON.parse(document.toString('utf8')) as { mediaType?: unknown };
			return {
				manifest: row.manifest,
				mediaType: typeof mediaType === 'string' ? mediaType : OCI_MANIFEST,
				size: document.length,
				parts: await keeper.parts(row),
				names
			};
		})
	);
	const files = new Set(
		images.flatMap(({ manifest, parts }) => [manifest, parts.config, ...parts.layers.map(({ digest }) => digest)])
	);
	const hold = blobs.hold();
	for (const digest of files) hold.add(digest);
	const { pack } = await import('tar-stream');
	const tar = pack();
	const out = new PassThrough();
	// The reader gets a failure as the stream’s error.
	void pipeline(tar, out).catch(() => {});
	void (async () => {
		try {
			const header = { mtime: new Date(0), uid: 0, gid: 0 };
			for (const name of ['blobs/', 'blobs/sha256/']) tar.entry({ ...header, name, type: 'directory', mode: 0o755 });
			for (const digest of files) {
				const size = (await blobs.size(digest)) ?? 0;
				const entry = tar.entry({ ...header, name: place(digest), size, mode: 0o644 });
				await pipeline(createReadStream(blobs.path(digest)), entry);
			}
			for (const { name, text } of archiveDocuments(images)) tar.entry({ ...header, name, mode: 0o644 }, text);
			tar.finalize();
		} catch (error) {
			tar.destroy(error instanceof Error ? error : new Error('the archive could not be written'));
		} finally {
			hold.release();
		}
	})();
	return out;
}
