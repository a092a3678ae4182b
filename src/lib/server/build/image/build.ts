/**
 * Converts an image into one of our layers: resolves, downloads, verifies and unpacks it into one
 * folder. docs/decisions/0005
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Host } from '../../host/index.ts';
import { imageBegin, imageCommit, imageLayers, registryAuthRead } from '../../host/index.ts';
import type { Outbound } from '../../outbound/types.ts';
import { part } from '../debian/progress.ts';
import { layerId } from '../layer-id.ts';
import type { LayerBuilder } from '../layer-builder.ts';
import type { Listener, Share } from '../shared.ts';
import type { Builder, BuildProgress, BuiltImage, ImageBuild, ImageConfig } from '../types.ts';
import { credentialsFromFile, type Credentials, type FindCredentials } from './credentials.ts';
import { checkPlatform, readConfig } from './documents.ts';
import { fetchLayers } from './fetch-layers.ts';
import { findImage, openInFolder, type FoundImage } from './in-folder.ts';
import { isLoopback } from './loopback.ts';
import type { OpenedImage } from './opened.ts';
import { parseImageReference, parseTaggedReference, registryNamed, type ImageReference } from './reference.ts';
import { createTarget } from './push.ts';
import { createRegistry, type RegistryDeps } from './registry.ts';
import { searchRegistry } from './search.ts';

export interface ImageBuildDeps {
	host: Host;
	outbound: Pick<Outbound, 'fetch' | 'download'>;
	layerBuilder: LayerBuilder;
	share: Share<BuiltImage[]>;
	/** Milliseconds since the epoch. */
	now: () => number;
	/** `host:port` of registries that the owner allows without TLS. */
	plainRegistries: readonly string[];
	/**
	 * File with user names and passwords for registries (DOGEBOX_REGISTRY_AUTH), absolute; null for
	 * none.
	 */
	registryAuth: string | null;
	/** `process.arch`; another one in tests. */
	arch?: string;
}

/** The builder's functions for images. */
export interface ImageBuilds {
	ensure: Builder['ensureImage'];
	ensureStored: Builder['ensureStored'];
	open: Builder['openImage'];
	target: Builder['openTarget'];
	tags: Builder['tagsOf'];
	search: Builder['searchImages'];
	signIn: Builder['signIn'];
	resolve: Builder['resolveImage'];
	config: Builder['imageConfig'];
}

/** Part of every id. Incremented when the build changes, so that old layers are not reused. */
const RECIPE = 2;
/** Shares of the progress. */
const [FETCHED, UNPACKED] = [0.65, 0.97];

/** Contents of `<id>.json` beyond those of every layer. */
const described = v.object({
	kind: v.literal('image'),
	run: v.object({
		env: v.record(v.string(), v.string()),
		workingDir: v.nullable(v.string()),
		entrypoint: v.array(v.string()),
		cmd: v.array(v.string()),
		// Missing in layers of an earlier recipe, which run like any pup.
		volumes: v.optional(v.array(v.string()), () => []),
		account: v.optional(v.nullable(v.object({ uid: v.number(), gid: v.number(), groups: v.array(v.number()) })), null)
	})
});

const NO_CONFIG: ImageConfig = { env: {}, workingDir: null, entrypoint: [], cmd: [], volumes: [], account: null };

/** Creates the builder of images. It does nothing before the first call. */
export function createImageBuild(deps: ImageBuildDeps): ImageBuilds {
	const { host, outbound, layerBuilder, share, now, arch = process.arch } = deps;
	const nobody: FindCredentials = async () => null;
	const known: FindCredentials =
		deps.registryAuth === null
			? nobody
			: credentialsFromFile(deps.registryAuth, (file) => host.call(registryAuthRead, { file }));
	const plainAllowed = (name: string) =>
		isLoopback(name) || deps.plainRegistries.some((place) => [name, `${name}:80`].includes(place.toLowerCase()));
	const registry = createRegistry({ outbound, now, plainAllowed, credentials: known });
	const asked = (login: Credentials | null): RegistryDeps => ({
		...{ outbound, now, plainAllowed },
		credentials: login === null ? known : async () => login
	});
	/**
	 * The owner of the files is part of the id, because another mapped id range cannot use them.
	 */
	const rootOf = (digest: string) => layerId({ RECIPE, image: digest, arch, owner: host.names.idBase });

	function config(id: string): ImageConfig | null {
		if (!/^[0-9a-f]{64}$/.test(id)) return null;
		try {
			const parsed = v.safeParse(described, JSON.parse(readFileSync(join(host.paths.images, `${id}.json`), 'utf8')));
			return parsed.success ? parsed.output.run : null;
		} catch {
			// Without a readable description there is no usable layer.
			return null;
		}
	}

	async function buildLayer(
		id: string,
		title: string,
		open: (scratch: string) => Promise<OpenedImage>,
		all: Listener,
		signal: AbortSignal
	): Promise<BuiltImage> {
		const image = { id, kind: 'image' as const, title, parentId: null, createdAt: now() };
		let run: OpenedImage['run'];
		const work = async () => {
			const opened = await open(await host.call(imageBegin, { id }));
			({ run } = opened);
			const files = await fetchLayers(opened, part(all.progress, 0, FETCHED), signal);
			await assemble(id, opened, files, all, signal);
			all.progress(UNPACKED, 'Writing the image to the disk');
		};
		return layerBuilder.build(image, signal, work, () => host.call(imageCommit, { ...image, run }));
	}

	async function assemble(
		id: string,
		{ layers }: OpenedImage,
		files: readonly string[],
		all: Listener,
		signal: AbortSignal
	): Promise<void> {
		const total = layers.reduce((sum, layer) => sum + layer.size, 0) || 1;
		let done = 0;
		let at = 0;
		const begun = () => {
			const note = `Unpacking the image (layer ${at + 1} of ${layers.length})`;
			all.progress(FETCHED + (UNPACKED - FETCHED) * (done / total), note);
		};
		const onLine = (line: string) => {
			const [entries = 0, skipped = 0] = line.split(' ').map(Number);
			const without = skipped > 0 ? `, ${skipped} ${skipped === 1 ? 'device' : 'devices'} left out` : '';
			done += layers[at]?.size ?? 0;
			at++;
			all.log(`Layer ${at} of ${layers.length}: ${entries} entries${without}`);
			if (at < layers.length) begun();
		};
		signal.throwIfAborted();
		if (layers.length === 0) return;
		begun();
		const given = layers.map(({ diffId }, i) => ({ file: files[i]!, diffId }));
		await host.call(imageLayers, { id, layers: given }, { signal, onLine });
	}

	// Authorizations by a client's password are not cached for other clients.
	const registryFor = (credentials: Credentials | null) =>
		credentials === null ? registry : createRegistry(asked(credentials));

	return {
		config,
		signIn: (name, credentials, signal) => registryFor(credentials).enter(registryNamed(name), signal),
		resolve: async (text, signal) => `sha256:${await registry.resolve(parseTaggedReference(text), signal)}`,
		target: (text, login) =>
			createTarget({ ...asked(login), credentials: async () => login }, parseTaggedReference(text)),
		tags: async (text, login, signal) => registryFor(login).tags(parseTaggedReference(text), signal),
		search: (term, limit, login, signal) => searchRegistry(asked(login), term, limit, signal),
		async open(text, credentials, signal) {
			const reference = parseTaggedReference(text);
			const from = registryFor(credentials);
			const digest = await from.resolve(reference, signal);
			const { layers, documents, fetch } = await from.open({ ...reference, digest }, arch, signal);
			return {
				name: `${reference.name}/${reference.repository}`,
				tag: reference.tag,
				digest,
				layers,
				documents,
				fetch
			};
		},
		async ensureStored({ key, title, config: bytes, layers: files }, progress, logLine, signal) {
			const id = rootOf(key);
			const { diffIds, run, platform } = readConfig(bytes, files.length);
			checkPlatform(platform, arch);
			const layers = files.map(({ file, size }, at) => ({ key: file, size, diffId: diffIds[at]! }));
			const [built] = await share(id, { progress, log: logLine }, signal, async (all, shared) => {
				const ready = config(id) && layerBuilder.found(id);
				const opened = { layers, run, fetch: async ({ key: file }: { key: string }) => file };
				return [ready || (await buildLayer(id, title, async () => opened, all, shared))];
			});
			return built!;
		},
		async ensure(spec, progress, logLine, signal) {
			const reference = parseImageReference(spec.image);
			const found = await find(spec, reference, part(progress, 0, 0.1), signal);
			const id = rootOf(reference.kind === 'registry' ? reference.digest : found!.digest);
			const listener = { progress: reference.kind === 'registry' ? progress : part(progress, 0.1, 1), log: logLine };
			const layers = await share(id, listener, signal, async (all, shared) => {
				const ready = config(id) && layerBuilder.found(id);
				if (ready) {
					all.progress(1, 'The image is there already');
					return [ready];
				}
				all.progress(0, reference.kind === 'registry' ? `Asking ${reference.name} for the image` : 'Reading the image');
				const open = (scratch: string) =>
					reference.kind === 'registry'
						? registry.open(reference, arch, shared)
						: openInFolder(found!, scratch, arch, shared);
				const built = await buildLayer(id, reference.title, open, all, shared);
				all.progress(1, 'The image is unpacked');
				return [built];
			});
			return { layers, config: config(id) ?? NO_CONFIG };
		}
	};
}

async function find(
	{ folder }: ImageBuild,
	reference: ImageReference,
	progress: BuildProgress,
	signal: AbortSignal
): Promise<FoundImage | null> {
	if (reference.kind === 'registry') return null;
	return findImage(folder, reference, (done, total) => progress(done / (total || 1), 'Reading the image'), signal);
}
