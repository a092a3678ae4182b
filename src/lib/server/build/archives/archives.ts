/**
 * Archives from the web as one layer: fetched, held against their hashes, unpacked. It holds their
 * files alone, so it lies over any packages.
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

/** Part of every id: raised when the making changes, so that old layers are not taken for new. */
const RECIPE = 1;
/** Largest archive, bytes. */
const MAX_BYTES = 2 * 1024 ** 3;
/** Share of the time that fetching takes. */
const FETCHED = 0.7;
const MB = 1_000_000;

/**
 * The layer of these archives, which must be at least one.
 * @throws BoxError as `Outbound.download`, `foldersOf` and `unpackArchive`
 */
export type EnsureArchives = (
	archives: readonly FetchedArchive[],
	listener: Listener,
	signal: AbortSignal
) => Promise<BuiltImage>;

/** Turns archives into layers. Two who ask for the same one share its making. */
export function createArchives({ host, outbound, share, layerBuilder, now }: ArchivesDeps): EnsureArchives {
	async function fetchAll(archives: readonly Placed[], all: Listener, signal: AbortSignal): Promise<string[]> {
		const files: string[] = [];
		for (const [index, { url, sha256, name }] of archives.entries()) {
			const progress = part(all.progress, index / archives.length, (index + 1) / archives.length);
			all.log(`Downloading ${name}`);
			let reported = -1;
			const onProgress = (done: number, total: number | null) => {
				const megabytes = Math.floor(done / MB);
				// Of an unknown length: nearer and nearer.
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
		// The owner of its files is part of what it is: another mapped range cannot use it.
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
	/** Folders from the root to it. */
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
