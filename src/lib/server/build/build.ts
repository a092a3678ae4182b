/** The builder, put together: which kind of build is whose work. */
import { access, constants, readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { ContainerEngine } from '../containers/types.ts';
import type { Database } from '../db/index.ts';
import { SYSTEM_PATH, type Host } from '../host/index.ts';
import { buildRemove, buildSweep } from '../host/index.ts';
import type { Outbound } from '../outbound/types.ts';
import { createArchives } from './archives/archives.ts';
import { createDebianBuild } from './debian/build.ts';
import { ARCHIVE_KEYRING, DEBIAN_SNAPSHOTS, parseOsRelease } from './debian/mirrors.ts';
import { createImageStore } from './image-store.ts';
import { createImageBuild } from './image/build.ts';
import { parseTaggedReference, pinned } from './image/reference.ts';
import { createLayerKeeper } from './layer-use.ts';
import { createLayerBuilder } from './layer-builder.ts';
import { createShare } from './shared.ts';
import type { Builder, BuiltImage } from './types.ts';

export interface BuilderDeps {
	host: Host;
	engine: Pick<ContainerEngine, 'runOnce'>;
	db: Database;
	outbound: Outbound;
	log: Logger;
	/**
	 * `host:port` which the owner named (DOGEBOX_DOWNLOADS_FROM): a registry there may be without
	 * TLS. Default none.
	 */
	downloadsFrom?: readonly string[];
	/** File with passwords for registries (DOGEBOX_REGISTRY_AUTH), absolute. Default none. */
	registryAuth?: string | null;
	/**
	 * Where snapshots of Debian's archive are (DOGEBOX_DEBIAN_SNAPSHOTS). Default
	 * snapshot.debian.org.
	 */
	debianSnapshots?: string | null;
	/** Milliseconds since the epoch. */
	now?: () => number;
}

/** The builder of this box. Nothing happens before the first call. */
export function createBuilder(deps: BuilderDeps): Builder {
	const { host, engine, db, outbound, log, now = Date.now } = deps;
	const store = createImageStore(db, host.paths.images);
	const share = createShare<BuiltImage[]>();
	const keeper = createLayerKeeper({ host, store, ...(deps.now && { clock: deps.now }) });
	const layerBuilder = createLayerBuilder({ host, store, log, handOut: keeper.handOut, leaving: keeper.leaving });
	const debian = createDebianBuild({
		host,
		engine,
		share,
		layerBuilder,
		archives: createArchives({ host, outbound, share, layerBuilder, now }),
		now,
		system: readSystem,
		snapshots: (deps.debianSnapshots ?? DEBIAN_SNAPSHOTS).replace(/\/+$/, '')
	});
	const images = createImageBuild({
		host,
		outbound,
		share,
		layerBuilder,
		now,
		downloadsFrom: deps.downloadsFrom ?? [],
		registryAuth: deps.registryAuth ?? null
	});

	return {
		async capabilities() {
			// Images need no program; those of their layers that are packed with zstd ask for it by
			// name.
			return { debian: await debianCapabilities(), image: { ok: true } };
		},

		ensureBase: (spec, progress, logLine, signal) =>
			keeper.during(() => debian.base(spec, { progress, log: logLine }, signal)),
		ensureDebian: (spec, progress, logLine, signal) =>
			keeper.during(() => debian.layers(spec, { progress, log: logLine }, signal)),
		ensureImage: (...args) => keeper.during(() => images.ensure(...args)),
		checkImage: (text) => void parseTaggedReference(text),
		resolveImage: images.resolve,
		pinnedImage: pinned,
		imageConfig: images.config,

		addUser: keeper.addUser,
		layers: keeper.layers,
		unusedLayers: keeper.unusedLayers,
		freeUnused: keeper.freeUnused,

		async recover() {
			const torn = store.reconcile();
			if (torn.length > 0) log.info({ images: torn }, 'Layers that a killed build left half-made are removed');
			await host.call(buildRemove, { images: torn });
			await host.call(buildSweep, { keep: store.building() });
		}
	};
}

async function debianCapabilities(): Promise<{ ok: true } | { ok: false; reason: string; command: string | null }> {
	for (const [program, name] of [
		['mmdebstrap', 'mmdebstrap'],
		['apt-get', 'apt'],
		['unshare', 'util-linux']
	] as const) {
		if (await installed(program)) continue;
		return { ok: false, reason: `The program ${program} is not installed.`, command: `apt-get install -y ${name}` };
	}
	if (!(await readable(ARCHIVE_KEYRING))) {
		const reason = 'The keys with which Debian signs its packages are not installed.';
		return { ok: false, reason, command: 'apt-get install -y debian-archive-keyring' };
	}
	return { ok: true };
}

async function readSystem() {
	return parseOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
}

async function installed(program: string): Promise<boolean> {
	const found = await Promise.all(
		SYSTEM_PATH.split(':').map((folder) => readable(`${folder}/${program}`, constants.X_OK))
	);
	return found.includes(true);
}

async function readable(path: string, mode = constants.R_OK): Promise<boolean> {
	return access(path, mode).then(
		() => true,
		() => false
	);
}
