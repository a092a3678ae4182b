/** Door of the build room: how a pup becomes a root filesystem. */
import { access, constants, readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { ContainerEngine } from '../containers/types.ts';
import type { Database } from '../db/index.ts';
import { SYSTEM_PATH, type Host } from '../host/index.ts';
import { buildRemove, buildSweep } from '../host/verbs/build.ts';
import { createDebianBuild } from './debian/build.ts';
import { ARCHIVE_KEYRING, parseOsRelease } from './debian/mirrors.ts';
import { createImageStore } from './image-store.ts';
import { createShare } from './shared.ts';
import type { Builder, BuiltImage } from './types.ts';

export type { Builder, BuildProgress, BuiltImage, DebianBuild } from './types.ts';

export interface BuilderDeps {
	host: Host;
	engine: Pick<ContainerEngine, 'runOnce'>;
	db: Database;
	log: Logger;
	/** Milliseconds since the epoch. */
	now?: () => number;
}

/** A layer that was asked for this recently may be about to be used, milliseconds. */
const FRESH_MS = 60 * 60_000;

/** The builder of this box. Nothing happens before the first call. */
export function createBuilder({ host, engine, db, log, now = Date.now }: BuilderDeps): Builder {
	const store = createImageStore(db, host.paths.images);
	const share = createShare<BuiltImage[]>();
	/** Id → when it was last handed out. */
	const handedOut = new Map<string, number>();
	const debian = createDebianBuild({
		host,
		engine,
		store,
		share,
		log,
		now,
		system: readSystem,
		handOut: (id) => handedOut.set(id, now())
	});

	return {
		async ability() {
			const image = { ok: false as const, reason: 'Images cannot be unpacked yet.', command: null };
			return { debian: await debianAbility(), image };
		},

		async ensureBase({ suite }, progress, logLine, signal) {
			const [base] = await debian.base(suite, { progress, log: logLine }, signal);
			return base!;
		},

		ensureDebian: (spec, progress, logLine, signal) => debian.packages(spec, { progress, log: logLine }, signal),
		ensureImage() {
			throw new Error('not built yet');
		},
		imageConfig: () => null,

		async prune(inUse) {
			const all = store.list();
			const keep = new Set([...inUse, ...store.making()]);
			for (const [id, at] of handedOut) if (now() - at < FRESH_MS) keep.add(id);
			for (const image of all) if (keep.has(image.id) && image.parentId) keep.add(image.parentId);
			const gone = all.filter((image) => !keep.has(image.id));
			await host.call(buildRemove, { images: gone.map((image) => image.id) });
			store.forget(gone.map((image) => image.id));
			return gone.reduce((sum, image) => sum + image.sizeBytes, 0);
		},

		async recover() {
			const torn = store.reconcile();
			if (torn.length > 0) log.info({ images: torn }, 'Layers that a killed build left half-made are removed');
			await host.call(buildRemove, { images: torn });
			await host.call(buildSweep, { keep: store.making() });
		}
	};
}

async function debianAbility(): Promise<{ ok: true } | { ok: false; reason: string; command: string | null }> {
	if (process.getuid?.() !== 0) {
		return { ok: false, reason: 'Building from Debian packages needs root.', command: 'sudo npm start' };
	}
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
