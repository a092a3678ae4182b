/**
 * The small layer on top of a container's root: mount points that a read-only root cannot get
 * later, a few files, and the time zone of this host.
 */
import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../../contract/errors.ts';
import { settleAll } from '../../settle-all.ts';
import { createLayerFacts } from './layer-facts.ts';
import { timeZone, type TimeZone } from './time-zone.ts';

export interface TopRequest {
	/** Base first. */
	layers: readonly string[];
	/** Mount points; see `root.mount`. */
	targets: readonly { path: string; kind: 'folder' | 'file'; mode?: number | undefined }[];
	/** Created unless the layers have something of that name. */
	links: readonly { path: string; to: string }[];
	/** Readable by everyone inside. */
	files: readonly { path: string; text: string }[];
}

/**
 * Fills the layer's folder. All asynchronous reads come first. The rest is a few dozen synchronous
 * calls in memory, which take microseconds each.
 * @param top empty folder that nobody else sees yet; created here
 * @param owner host id that owns everything in it
 * @throws BoxError `container-start-failed` when a mount point is below something that is not a
 *   folder
 */
export async function createTop(top: string, request: TopRequest, owner: number): Promise<void> {
	const zone = ofZone(await timeZone());
	const ends = [...request.targets, ...request.files, ...request.links, ...zone].map(({ path }) => path);
	const inLayers = await find(request.layers, ends.flatMap(withThoseAbove));
	const folders = new Set<string>();
	const folder = (path: string, last = true): void => {
		if (folders.has(path)) return;
		if (path !== '') folder(above(path), false);
		const mode = modeOf(inLayers.get(path) ?? null, path, last);
		mkdirSync(join(top, path), { recursive: true });
		chmodSync(join(top, path), mode);
		chownSync(join(top, path), owner, owner);
		folders.add(path);
	};
	const file = (path: string, text: string | Buffer): void => {
		folder(above(path));
		writeFileSync(join(top, path), text, { mode: 0o644 });
		chmodSync(join(top, path), 0o644);
		chownSync(join(top, path), owner, owner);
	};
	const link = (path: string, to: string): void => {
		folder(above(path));
		symlinkSync(to, join(top, path));
		lchownSync(join(top, path), owner, owner);
	};
	folder('');
	for (const target of request.targets) {
		if (target.kind === 'file') file(target.path, '');
		else folder(target.path);
		if (target.mode !== undefined) chmodSync(join(top, target.path), target.mode);
	}
	for (const { path, text } of request.files) file(path, text);
	for (const { path, to } of request.links) if (!inLayers.get(path)) unlessOdd(() => link(path, to));
	unlessOdd(() => {
		for (const one of zone) {
			if ('to' in one) link(one.path, one.to);
			else file(one.path, one.text);
		}
	});
}

/**
 * Programs read the rules in `/etc/localtime`, or take the zone's name from the target of that link
 * or from `/etc/timezone`.
 */
function ofZone(zone: TimeZone | null): ({ path: string; text: string | Buffer } | { path: string; to: string })[] {
	if (zone === null) return [];
	if (zone.name === null) return [{ path: '/etc/localtime', text: zone.rules }];
	const file = `/usr/share/zoneinfo/${zone.name}`;
	return [
		{ path: file, text: zone.rules },
		{ path: '/etc/localtime', to: file },
		{ path: '/etc/timezone', text: `${zone.name}\n` }
	];
}

/** Skips an optional entry when a parent of it is not a folder in the layers. */
function unlessOdd(write: () => void): void {
	try {
		write();
	} catch (error) {
		if (!(error instanceof BoxError)) throw error;
	}
}

const above = (path: string) => path.slice(0, path.lastIndexOf('/'));

/** `/a/b` → `/a/b`, `/a`; not the root itself. */
function withThoseAbove(path: string): string[] {
	return path === '' ? [] : [path, ...withThoseAbove(above(path))];
}

/** The topmost entry of the layers at a path. Null mode: not a folder. */
interface Found {
	mode: number | null;
}

const found = createLayerFacts<Found | null>();

/** Looks up what the layers have at these paths. */
async function find(layers: readonly string[], paths: readonly string[]): Promise<Map<string, Found | null>> {
	const key = layers.join('\n');
	const reads = [...new Set(paths)].map(
		async (path) => [path, await found(`${key}\n${path}`, () => topmost(layers, path))] as const
	);
	return new Map(await settleAll(reads));
}

/** Errors that mean: a program in the container could not see anything at this path. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

async function topmost(layersBaseFirst: readonly string[], path: string): Promise<Found | null> {
	for (const layer of layersBaseFirst.toReversed()) {
		const entry = await lstat(join(layer, path)).catch((error: NodeJS.ErrnoException) => {
			if (ABSENT.includes(error.code ?? '')) return null;
			throw error;
		});
		if (entry) return { mode: entry.isDirectory() ? entry.mode & 0o7777 : null };
	}
	return null;
}

/** Mode of a folder in the layers. */
function modeOf(found: Found | null, path: string, last: boolean): number {
	if (path === '' || found === null) return 0o755;
	if (found.mode !== null) return found.mode;
	if (last) return 0o755;
	throw new BoxError({
		code: 'container-start-failed',
		status: 500,
		message: `Nothing can be mounted below ${path}: it is not a folder in the container's root.`
	});
}
