/** Images that are kept on the box to create boxes from. */
import * as v from 'valibot';

/** How an image came to the box. */
export const IMAGE_SOURCES = ['pull', 'load', 'import', 'commit', 'build'] as const;
export type StoredImageSource = (typeof IMAGE_SOURCES)[number];

export const imageSummary = v.object({
	/** `sha256:…` of its configuration. */
	id: v.string(),
	/** Names with tags, `nginx:1.25`; empty when all were removed. */
	tags: v.array(v.string()),
	/** Names with the digests that registries know it by. */
	digests: v.array(v.string()),
	/** Bytes of its files, unpacked. */
	sizeBytes: v.number(),
	source: v.picklist(IMAGE_SOURCES),
	/** When it was created, according to itself, milliseconds since the epoch; 0 when unknown. */
	createdAt: v.number(),
	/** When it was added to the box, milliseconds since the epoch. */
	addedAt: v.number(),
	/** Names of boxes that were created from it. */
	boxes: v.array(v.string())
});
export type ImageSummary = v.InferOutput<typeof imageSummary>;
