/** Reads and writes image configurations and manifests. Pure. */
import * as v from 'valibot';
import { unusable } from '../build/index.ts';

/** Media types of created documents (image-spec 1.1, media-types.md). */
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';
export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

const text = v.optional(v.nullable(v.string()), '');
const configuration = v.object({
	created: text,
	author: text,
	architecture: text,
	os: text,
	config: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
	rootfs: v.object({ diff_ids: v.array(v.string()) }),
	history: v.optional(
		v.nullable(
			v.pipe(
				v.array(
					v.object({
						created: text,
						created_by: text,
						comment: text,
						empty_layer: v.optional(v.nullable(v.boolean()), false)
					})
				),
				v.maxLength(10_000)
			)
		)
	)
});

export interface Configuration {
	createdAt: number;
	author: string;
	architecture: string;
	os: string;
	config: Record<string, unknown>;
	/** `sha256:…`, bottom first. */
	diffIds: string[];
	/** Oldest first. */
	history: { createdAt: number; createdBy: string; comment: string; empty: boolean }[];
}

/** Milliseconds of a date (RFC 3339); 0 for none or an implausible one. */
function momentOf(date: string | null | undefined): number {
	const found = Date.parse(date ?? '');
	return Number.isNaN(found) || found < 0 ? 0 : found;
}

/** @throws BoxError 422 `image-unusable` */
export function readConfiguration(bytes: Buffer): Configuration {
	let json: unknown;
	try {
		json = JSON.parse(bytes.toString('utf8'));
	} catch {
		throw unusable('Its configuration is no JSON document.');
	}
	const parsed = v.safeParse(configuration, json);
	if (!parsed.success) throw unusable(`Its configuration is wrong at ${v.getDotPath(parsed.issues[0]) ?? 'its root'}.`);
	const { created, author, architecture, os, config, rootfs, history } = parsed.output;
	return {
		createdAt: momentOf(created),
		author: author ?? '',
		architecture: architecture ?? '',
		os: os ?? '',
		config: config ?? {},
		diffIds: rootfs.diff_ids,
		history: (history ?? []).map((step) => ({
			createdAt: momentOf(step.created),
			createdBy: step.created_by ?? '',
			comment: step.comment ?? '',
			empty: step.empty_layer ?? false
		}))
	};
}

export interface Part {
	/** SHA-256, hex. */
	digest: string;
	size: number;
	gzip: boolean;
}

/** Writes the manifest of an image that had none. */
export function writeManifest(config: Omit<Part, 'gzip'>, layers: readonly Part[]): Buffer {
	const described = (mediaType: string, { digest, size }: Omit<Part, 'gzip'>) => ({
		mediaType,
		digest: `sha256:${digest}`,
		size
	});
	return Buffer.from(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: OCI_MANIFEST,
			config: described(CONFIG, config),
			layers: layers.map((layer) => described(layer.gzip ? `${LAYER}+gzip` : LAYER, layer))
		})
	);
}

/** Go's names of architectures (runtime.GOARCH) by Node’s. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', ppc64: 'ppc64le' };
export const goArchitecture = (arch: string) => ARCHITECTURES[arch] ?? arch;

/** Writes the configuration of an image with one layer. */
export function writeConfiguration(image: {
	/** `process.arch` */
	arch: string;
	/** Milliseconds since the epoch. */
	now: number;
	author: string;
	comment: string;
	config: Record<string, unknown>;
	/** SHA-256 of the uncompressed tar, hex. */
	diffId: string;
}): Buffer {
	const created = new Date(image.now).toISOString();
	return Buffer.from(
		JSON.stringify({
			created,
			...(image.author && { author: image.author }),
			architecture: goArchitecture(image.arch),
			os: 'linux',
			config: image.config,
			rootfs: { type: 'layers', diff_ids: [`sha256:${image.diffId}`] },
			history: [{ created, ...(image.author && { author: image.author }), comment: image.comment }]
		})
	);
}
