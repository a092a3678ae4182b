/**
 * Builds one layer from archives of the web: downloads, verifies and unpacks them. The layer has
 * only their files, so it fits on top of any packages.
 */
import { bytes } from '../../../contract/bytes.ts';
import type { Host } from '../../host/index.ts';
import { buildStageArchives, buildUnpack } from '../../host/index.ts';
import type { Outbound } from '../../outbound/types.ts';
import { part } from '../debian/progress.ts';
import { layerId } from '../layer-id.ts';
import type { LayerBuilder } from '../layer-builder.ts';
import type { Listener, Share } from '../shared.ts';
import type { BuiltImage, FetchedArchive } from '../types.ts';
import { foldersOf } from './paths.ts';

export interface ArchivesDeps {
	host: Host;
	outbound: Pick<Outbound, 'download'>;
	share: Share<BuiltImage[]>;
	layerBuilder: LayerBuilder;
	/** Milliseconds since the epoch. */
	now: () => number;
}

/** Part of every id. Incremented when the build changes, so that old layers are not reused. */
const RECIPE = 1;
/** Largest archive, bytes. */
const MAX_BYTES = 2 * 1024 ** 3;
/** Share of the progress for downloading. */
const FETCHED = 0.7;
const MB = 1_000_000;

/**
 * Builds or finds the layer of some archives, at least one.
 * @throws BoxError as `Outbound.download`, `foldersOf` and `unpackArchive`
 */
export type EnsureArchives = (
	archives: readonly FetchedArchive[],
	listener: Listener,
	signal: AbortSignal
) => Promise<BuiltImage>;

/**
 * Creates the builder of archive layers. Simultaneous requests for the same layer share one build.
 */
export function createArchives({ host, outbound, share, layerBuilder, now }: ArchivesDeps): EnsureArchives {
	async function fetchAll(archives: readonly Placed[], all: Listener, signal: AbortSignal): Promise<string[]> {
		const files: string[] = [];
		for (const [index, { url, sha256, name }] of archives.entries()) {
			const progress = part(all.progress, index / archives.length, (index + 1) / archives.length);
			all.log(`Downloading ${name}`);
			let reported = -1;
			const onProgress = (done: number, total: number | null) => {
				const megabytes = Math.floor(done / MB);
				// Without a known length the fraction only approaches 1.
				const fraction = total === null ? done / (done + 50 * MB) : done / Math.max(total, 1);
				if (megabytes === reported && done !== total) return;
				reported = megabytes;
				progress(fraction, `Downloading ${name} (${bytes(done)}${total === null ? '' : ` of ${bytes(total)}`})`);
			};
			files.push(await outbound.download({ url, sha256, maxBytes: MAX_BYTES, onProgress, signal }));
			progress(1, `Downloaded ${name}`);
		}
		return files;
	}

	async function unpackAll(
		id: string,
		archives: readonly Placed[],
		files: readonly string[],
		all: Listener,
		signal: AbortSignal
	): Promise<void> {
		await host.call(buildStageArchives, { id });
		for (const [index, { into, strip, name, unpackTo }] of archives.entries()) {
			const progress = part(all.progress, index / archives.length, (index + 1) / archives.length);
			all.log(`Unpacking ${name} to ${unpackTo}`);
			progress(0, `Unpacking ${name}`);
			const onLine = (percent: string) => progress(Number(percent) / 100, `Unpacking ${name}`);
			await host.call(buildUnpack, { id, archive: files[index]!, into, strip }, { signal, onLine });
		}
	}

	return async (given, listener, signal) => {
		const archives = given.map(placed);
		const contents = archives.map(({ sha256, into, strip }) => ({ sha256, into, strip }));
		// The owner of the files is part of the id, because another mapped id range cannot use
		// them.
		const id = layerId({ RECIPE, archives: contents, owner: host.names.idBase });
		const [layer] = await share(id, listener, signal, async (all, shared) => {
			const ready = layerBuilder.found(id);
			if (ready) {
				all.progress(1, 'The archives are there already');
				return [ready];
			}
			const title = archives.map(({ name }) => name).join(', ');
			const image = { id, kind: 'archives' as const, title, parentId: null, createdAt: now() };
			const built = await layerBuilder.build(image, shared, async () => {
				const files = await fetchAll(archives, { ...all, progress: part(all.progress, 0, FETCHED) }, shared);
				await unpackAll(id, archives, files, { ...all, progress: part(all.progress, FETCHED, 0.98) }, shared);
			});
			all.progress(1, 'The archives are unpacked');
			return [built];
		});
		return layer!;
	};
}

interface Placed {
	url: string;
	sha256: string;
	unpackTo: string;
	/** Folders from the root to its target. */
	into: string[];
	strip: number;
	/** For people: the last part of its address. */
	name: string;
}

function placed({ url, sha256, unpackTo, stripComponents = 0 }: FetchedArchive): Placed {
	const last = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : '';
	return {
		url,
		sha256,
		unpackTo,
		into: foldersOf(unpackTo),
		strip: stripComponents,
		name: (last || 'archive').slice(0, 100)
	};
}
