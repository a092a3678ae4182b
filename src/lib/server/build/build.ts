/** Assembles the builder from the builders of each kind. */
import { existsSync } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ContainerEngine } from '../containers/types.ts';
import type { Database } from '../db/index.ts';
import { SYSTEM_PATH, type Host } from '../host/index.ts';
import { buildRemove, buildSweep, createLocalHost, createSpawner, nixVerbs } from '../host/index.ts';
import type { Outbound } from '../outbound/types.ts';
import { createArchives } from './archives/archives.ts';
import { createDebianBuild } from './debian/build.ts';
import { ARCHIVE_KEYRING, DEBIAN_SNAPSHOTS, parseOsRelease } from './debian/mirrors.ts';
import { createImageStore } from './image-store.ts';
import { createImageBuild } from './image/build.ts';
import { parseTaggedReference, pinned } from './image/reference.ts';
import { createNixBuild, NO_NIXPKGS } from './nix/build.ts';
import { createLayerKeeper } from './layer-use.ts';
import { createLayerBuilder } from './layer-builder.ts';
import { createShare } from './shared.ts';
import type { Able, Builder, BuiltImage } from './types.ts';

export interface BuilderDeps {
	host: Host;
	engine: Pick<ContainerEngine, 'runOnce'>;
	db: Database;
	outbound: Outbound;
	log: Logger;
	/** `host:port` of registries that the owner allows without TLS. Default none. */
	plainRegistries?: readonly string[];
	/** File with passwords for registries (DOGEBOX_REGISTRY_AUTH), absolute. Default none. */
	registryAuth?: string | null;
	/**
	 * Address of snapshots of Debian's archive (DOGEBOX_DEBIAN_SNAPSHOTS). Default
	 * snapshot.debian.org.
	 */
	debianSnapshots?: string | null;
	/** Runs Nix with the rights of this process. Default: a host of its own. */
	local?: Host;
	/** Folder of our `nix/pup/flake.nix`. Default: none, and nothing is built with Nix. */
	nixModules?: string | null;
	/** Folder of the nixpkgs for pups (DOGEBOX_NIXPKGS). Default none. */
	nixpkgs?: string | null;
	/** Whether this host can run NixOS containers. Default: whether it is NixOS. */
	isNixos?: () => boolean;
	/** Milliseconds since the epoch. */
	now?: () => number;
}

/** Creates the builder of this box. It does nothing before the first call. */
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
		plainRegistries: deps.plainRegistries ?? [],
		registryAuth: deps.registryAuth ?? null
	});

	const { local = createLocalHost({ paths: host.paths, names: host.names, spawn: createSpawner() }) } = deps;
	const nix = createNixBuild({
		host,
		local,
		layerBuilder,
		share,
		now,
		wrapper: join(deps.nixModules ?? '/', 'pup'),
		nixpkgs: deps.nixpkgs ?? null
	});
	const { isNixos = () => existsSync('/etc/NIXOS') } = deps;

	return {
		async capabilities() {
			const { nix, flake } = nixCapabilities({
				nixos: isNixos() && deps.nixModules != null,
				found: await local.call(nixVerbs.nixFound, {}),
				nixpkgs: deps.nixpkgs ?? null
			});
			// Images need no program. A missing one for zstd layers is reported when such a layer
			// is unpacked.
			return { nix, flake, debian: await debianCapabilities(), image: { ok: true } };
		},

		ensureBase: (spec, progress, logLine, signal) =>
			keeper.during(() => debian.base(spec, { progress, log: logLine }, signal)),
		ensureDebian: (spec, progress, logLine, signal) =>
			keeper.during(() => debian.layers(spec, { progress, log: logLine }, signal)),
		ensureImage: (...args) => keeper.during(() => images.ensure(...args)),
		ensureNix: (...args) => keeper.during(() => nix.ensure(...args)),
		nixPackages: nix.packages,
		ensureStored: (...args) => keeper.during(() => images.ensureStored(...args)),
		openImage: images.open,
		openTarget: images.target,
		tagsOf: images.tags,
		searchImages: images.search,
		signIn: images.signIn,
		checkImage: (text) => void parseTaggedReference(text),
		resolveImage: images.resolve,
		pinnedImage: pinned,
		imageConfig: images.config,

		addUser: keeper.addUser,
		layers: keeper.layers,
		unusedLayers: keeper.unusedLayers,
		async freeUnused(ids) {
			const freed = await keeper.freeUnused(ids);
			await nix.forget([...store.list().map(({ id }) => id), ...store.building()]);
			return freed;
		},

		async recover() {
			const torn = store.reconcile();
			if (torn.length > 0) log.info({ images: torn }, 'Layers that a killed build left half-made are removed');
			await host.call(buildRemove, { images: torn });
			await host.call(buildSweep, { keep: store.building() });
			await nix.forget([...store.list().map(({ id }) => id), ...store.building()]);
		}
	};
}

/** Whether pups with a Nix file and flakes can be built and run here. */
export function nixCapabilities(has: { nixos: boolean; found: boolean; nixpkgs: string | null }): {
	nix: Able;
	flake: Able;
} {
	const no = (reason: string) => ({ ok: false as const, reason, command: null });
	if (!has.nixos) {
		return {
			nix: no('It is built with Nix, which needs a box that runs NixOS; this one does not.'),
			flake: no('It is built from a Nix flake, which needs a box that runs NixOS; this one does not.')
		};
	}
	if (!has.found) {
		const reason = 'It is built with Nix, and the program nix is not there.';
		return { nix: no(reason), flake: no(reason) };
	}
	const nix = has.nixpkgs === null ? no(`It is built with Nix. ${NO_NIXPKGS}`) : { ok: true as const };
	return { nix, flake: { ok: true } };
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
