/**
 * Parses the JSON documents of an image. All are untrusted until validated. Formats: OCI image-spec
 * 1.1 (image-index.md, manifest.md, config.md, media-types.md) and Docker's older names for the
 * same (distribution, `manifest-v2-2.md`).
 */
import { bytes as sizeText } from '../../../contract/bytes.ts';
import { posix } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import type { ImageConfig } from '../types.ts';

/**
 * Largest manifest or configuration that is read, bytes (distribution-spec: registries accept
 * manifests up to 4 MiB).
 */
export const MAX_DOCUMENT = 4 * 1024 * 1024;
/** Most layers; the limit of Docker's own storage. */
const MAX_LAYERS = 127;
/** Most bytes of all compressed layers. */
const MAX_BYTES = 32 * 1024 ** 3;

const mediaType = v.pipe(v.string(), v.maxLength(255));
const descriptor = v.object({
	mediaType: v.optional(mediaType, ''),
	digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'is no SHA-256 digest')),
	size: v.pipe(v.number(), v.safeInteger(), v.minValue(0))
});
export type Descriptor = v.InferOutput<typeof descriptor>;

const platform = v.object({ os: v.string(), architecture: v.string(), variant: v.optional(v.string(), '') });
export type Platform = v.InferOutput<typeof platform>;

const index = v.object({
	manifests: v.pipe(v.array(v.object({ ...descriptor.entries, platform: v.nullish(platform) })), v.maxLength(1000))
});
export type IndexEntry = v.InferOutput<typeof index>['manifests'][number];

const manifest = v.object({
	config: descriptor,
	layers: v.pipe(v.array(descriptor), v.maxLength(MAX_LAYERS, `has more than ${MAX_LAYERS} layers`))
});

const words = v.nullish(v.pipe(v.array(v.pipe(v.string(), v.maxLength(131_072))), v.maxLength(4096)));
const config = v.object({
	architecture: v.optional(v.string(), ''),
	os: v.optional(v.string(), ''),
	variant: v.optional(v.string(), ''),
	config: v.nullish(
		v.object({
			Env: words,
			Entrypoint: words,
			Cmd: words,
			WorkingDir: v.nullish(v.string()),
			User: v.nullish(v.string()),
			Volumes: v.nullish(v.record(v.string(), v.unknown()))
		})
	),
	rootfs: v.object({ type: v.literal('layers'), diff_ids: v.array(descriptor.entries.digest) })
});

/** Docker's older description of layers in an archive of `docker save`. */
const saved = v.pipe(
	v.array(v.object({ Config: v.string(), Layers: v.pipe(v.array(v.string()), v.maxLength(MAX_LAYERS)) })),
	v.minLength(1)
);

const LAYER =
	/^application\/vnd\.(?:oci\.image\.layer\.v1\.tar(?:\+(?:gzip|zstd))?|docker\.image\.rootfs\.diff\.tar(?:\.(?:gzip|zstd))?)$/;
const CONFIG = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];
/** Media types of manifests and indexes, in order of preference. */
export const MANIFEST_TYPES = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.v2+json'
];

/** An image for one platform. */
export interface Manifest {
	config: Descriptor;
	layers: Descriptor[];
}

/**
 * Parses the document that a digest refers to.
 * @throws BoxError 422 `image-unusable`
 */
export function readManifest(bytes: Buffer): { index: IndexEntry[] } | { manifest: Manifest } {
	const json = parse(bytes, 'manifest');
	// A document that is both would be ambiguous (image-spec: “implementations … MUST reject” it;
	// CVE-2021-41190).
	if ('manifests' in json && ('layers' in json || 'config' in json)) {
		throw unusable('Its manifest claims to be an index as well.');
	}
	if ('manifests' in json) return { index: check(index, json, 'index').manifests };
	if (json.schemaVersion === 1) throw unusable('It has the old manifest format of Docker before 1.10.');
	const found = check(manifest, json, 'manifest');
	if (!CONFIG.includes(found.config.mediaType)) {
		throw unusable(
			`It holds ${found.config.mediaType.slice(0, 80) || 'something unnamed'}, which no container is made of.`
		);
	}
	for (const layer of found.layers) {
		if (/foreign|nondistributable/.test(layer.mediaType)) {
			throw unusable('One of its layers may not be passed on and has to be fetched from elsewhere (“foreign” layer).');
		}
		if (!LAYER.test(layer.mediaType)) {
			throw unusable(`One of its layers has the unknown form ${layer.mediaType.slice(0, 80) || '(none)'}.`);
		}
	}
	if (found.layers.reduce((sum, layer) => sum + layer.size, 0) > MAX_BYTES) {
		throw unusable(`It is larger than ${sizeText(MAX_BYTES)}.`);
	}
	return { manifest: found };
}

/** The image as its configuration describes it. */
export interface ConfigDocument {
	platform: Platform;
	/** SHA-256 of each layer's uncompressed tar, bottom first, hex. */
	diffIds: string[];
	run: ImageRun;
}

/** How the image wants to be run, with unresolved names. */
export interface ImageRun extends Omit<ImageConfig, 'account'> {
	/** User name or id, perhaps with a group; empty for root. */
	user: string;
}

const MOST_VOLUMES = 16;
/** Accepts plain paths that the box itself does not mount. */
const isVolume = (path: string) =>
	/^(?:\/[\w.+@-]+)+$/.test(path) &&
	!path.split('/').some((part) => part === '.' || part === '..') &&
	!/^\/(?:proc|sys|dev|pup|storage)(?:\/|$)/.test(path);

/**
 * Parses an image's configuration.
 * @param layers number of layers; each must have its DiffID
 * @throws BoxError 422 `image-unusable`
 */
export function readConfig(bytes: Buffer, layers: number): ConfigDocument {
	const found = check(config, parse(bytes, 'configuration'), 'configuration');
	const diffIds = found.rootfs.diff_ids.map(hexOf);
	if (diffIds.length !== layers) {
		throw unusable(`Its configuration names ${diffIds.length} layers, its manifest ${layers}.`);
	}
	const { Env, Entrypoint, Cmd, WorkingDir, User, Volumes } = found.config ?? {};
	const texts = (list: string[] | null | undefined) => (list ?? []).filter((word) => !word.includes('\0'));
	return {
		platform: { os: found.os, architecture: found.architecture, variant: found.variant },
		diffIds,
		run: {
			env: Object.fromEntries(
				texts(Env).flatMap((line) => {
					const found = /^([!-<>-~]{1,255})=([^]*)$/.exec(line);
					return found ? [[found[1]!, found[2]!]] : [];
				})
			),
			workingDir: WorkingDir && /^\/[^\0]*$/.test(WorkingDir) ? posix.resolve(WorkingDir) : null,
			entrypoint: texts(Entrypoint),
			cmd: texts(Cmd),
			user: User ?? '',
			volumes: Object.keys(Volumes ?? {})
				.filter(isVolume)
				.slice(0, MOST_VOLUMES)
				.sort()
		}
	};
}

/**
 * Parses the `manifest.json` of `docker save`.
 * @returns paths of configuration and layers inside the archive
 * @throws BoxError 422 `image-unusable`
 */
export function readSaved(bytes: Buffer): { config: string; layers: string[] } {
	const list = check(saved, parse(bytes, 'manifest.json'), 'manifest.json');
	if (list.length > 1) throw unusable(`The archive holds ${list.length} images; one is wanted.`);
	return { config: list[0]!.Config, layers: list[0]!.Layers };
}

/** The hex digits of `sha256:…`. */
export function hexOf(digest: string): string {
	return digest.slice('sha256:'.length);
}

/**
 * Go's names of architectures (runtime.GOARCH) by Node's names, with the variants that this
 * processor can run, best first.
 */
const ARCHITECTURES: Partial<Record<string, { name: string; variants: readonly string[] }>> = {
	x64: { name: 'amd64', variants: ['', 'v1', 'v2'] },
	arm64: { name: 'arm64', variants: ['v8', ''] },
	arm: { name: 'arm', variants: ['v7', '', 'v6', 'v5'] },
	ia32: { name: '386', variants: [''] },
	ppc64: { name: 'ppc64le', variants: [''] },
	riscv64: { name: 'riscv64', variants: [''] },
	s390x: { name: 's390x', variants: [''] }
};

/**
 * Chooses the image for this host.
 * @param arch `process.arch`
 * @throws BoxError 422 `no-image-for-platform` with the available platforms
 */
export function choosePlatform(entries: readonly IndexEntry[], arch: string): IndexEntry {
	// Attestations appear in an index as images for “unknown”. A single entry without a platform
	// may be for all.
	const images = entries.filter((entry) => entry.platform?.os !== 'unknown');
	const rank = (entry: IndexEntry) => (entry.platform ? rankOf(entry.platform, arch) : images.length === 1 ? 0 : -1);
	const fitting = images.filter((entry) => rank(entry) >= 0).sort((a, b) => rank(a) - rank(b));
	if (fitting[0]) return fitting[0];
	throw otherPlatform(
		images.flatMap((entry) => entry.platform ?? []),
		arch
	);
}

/**
 * Checks the platform of an image that came without an index.
 * @throws BoxError 422 `no-image-for-platform`
 */
export function checkPlatform(found: Platform, arch: string): void {
	// The format requires both, but archives of simple tools lack them.
	if (found.os === '' && found.architecture === '') return;
	// Configurations often have a wrong variant. Their architecture is reliable.
	if (rankOf({ ...found, variant: '' }, arch) < 0) throw otherPlatform([found], arch);
}

/** 0 is best; -1 cannot run here. */
function rankOf(found: Platform, arch: string): number {
	const wanted = ARCHITECTURES[arch];
	if (found.os !== 'linux' || found.architecture !== (wanted?.name ?? arch)) return -1;
	return wanted ? wanted.variants.indexOf(found.variant) : 0;
}

function otherPlatform(found: readonly Platform[], arch: string): BoxError {
	const names = found.map(({ os, architecture, variant }) => [os, architecture, variant].filter(Boolean).join('/'));
	const list = [...new Set(names)].slice(0, 20).join(', ').slice(0, 300);
	return new BoxError({
		code: 'no-image-for-platform',
		status: 422,
		message: `The image is not made for this box (linux/${ARCHITECTURES[arch]?.name ?? arch})${list ? `, only for ${list}` : ''}.`
	});
}

/** 422: the image exists, but no container can be created from it. `why` is a sentence. */
export function unusable(why: string, cause?: unknown): BoxError {
	return new BoxError({ code: 'image-unusable', status: 422, message: `The image cannot be used. ${why}`, cause });
}

/** Parses JSON; null for invalid JSON. */
export function parseJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'));
	} catch {
		return null;
	}
}

function parse(bytes: Buffer, what: string): Record<string, unknown> {
	const json = parseJson(bytes);
	if (typeof json === 'object' && json !== null) return json as Record<string, unknown>;
	throw unusable(`Its ${what} is no JSON document.`);
}

function check<T>(schema: v.GenericSchema<unknown, T>, json: unknown, what: string): T {
	const parsed = v.safeParse(schema, json);
	if (parsed.success) return parsed.output;
	const issue = parsed.issues[0];
	throw unusable(`Its ${what} is wrong at ${v.getDotPath(issue) ?? 'its root'}: ${issue.message.slice(0, 200)}.`);
}
