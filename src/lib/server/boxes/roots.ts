/** Creates the root of a box: resolves its image and unpacks its layers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import type { BuildProgress, Builder, ImageConfig } from '../build/types.ts';
import { cannotRun } from '../store/index.ts';
import { storageMissing } from '../host/index.ts';
import type { BoxesDeps } from './deps.ts';
import type { BoxRow, BoxRows } from './rows.ts';

/** Error codes of a registry that is currently unavailable. */
const AWAY = new Set(['unreachable', 'too-slow', 'tls', 'registry-busy']);

/** Receives reports of the work. */
export interface WorkListener {
	progress: BuildProgress;
	log(line: string): void;
	signal: AbortSignal;
}

export interface BoxRoots {
	/** @throws BoxError 409 `host-cannot-run` */
	builder(): Builder;
	/**
	 * Resolves and records the image of a box's reference: a stored one, or else the registry's
	 * current one. Where the registry is unavailable, uses the image of an existing box with the
	 * same reference.
	 * @throws BoxError of the registry
	 */
	resolve(id: string, listener: Pick<WorkListener, 'log' | 'signal'>): Promise<string>;
	/** Creates its layers. */
	create(id: string, listener: WorkListener): Promise<void>;
	/** Whether all of its layers exist. */
	complete(row: BoxRow): boolean;
	layerPath(layer: string): string;
	/** Configuration of its image; null for Debian, and before the image exists. */
	imageOf(row: BoxRow): ImageConfig | null;
}

/** 409: this host cannot run containers. */
export function hostCannotRun(deps: Pick<BoxesDeps, 'facts'>): BoxError {
	const { reason, command } = cannotRun(deps.facts());
	return new BoxError({
		code: 'host-cannot-run',
		status: 409,
		message: `This host cannot run boxes. ${reason}`,
		...(command && { hint: `Run: ${command}` })
	});
}

/** @throws BoxError 409 `storage-missing` while the disk with the data is missing */
export function needStorage(deps: Pick<BoxesDeps, 'storageMissing'>): void {
	const missing = deps.storageMissing?.() ?? null;
	if (missing !== null) throw storageMissing(missing);
}

export function createBoxRoots(
	deps: Pick<BoxesDeps, 'builder' | 'images' | 'facts' | 'paths'> & { rows: BoxRows }
): BoxRoots {
	const { rows } = deps;
	const layerPath = (layer: string) => join(deps.paths.images, layer);

	const complete = ({ layers }: BoxRow) => layers.length > 0 && layers.every((layer) => existsSync(layerPath(layer)));

	function builder(): Builder {
		if (!deps.builder) throw hostCannotRun(deps);
		return deps.builder;
	}

	async function ask(image: string, signal: AbortSignal, log: (line: string) => void): Promise<string> {
		try {
			return await builder().resolveImage(image, signal);
		} catch (error) {
			if (!isBoxError(error) || !AWAY.has(error.code)) throw error;
			const other = rows.all().find((row) => row.image === image && row.digest !== null && complete(row));
			if (!other?.digest) throw error;
			log(`${error.message} It is made of what ${image} meant for the box ${other.name}.`);
			return other.digest;
		}
	}

	return {
		builder,
		layerPath,
		async resolve(id, { signal, log }) {
			const { image, digest, packages } = rows.get(id);
			if (packages !== null) return 'Debian';
			const found = digest ?? deps.images.find(image)?.pin ?? (await ask(image, signal, log));
			if (digest === null) rows.observe(id, { digest: found });
			return found;
		},
		async create(id, { progress, log, signal }) {
			const row = rows.get(id);
			if (row.packages !== null) {
				const made = await builder().ensureDebian({ packages: row.packages }, progress, log, signal);
				rows.observe(id, { layers: made.map((layer) => layer.id) });
				return;
			}
			const kept = deps.images.ofPin(row.digest ?? '');
			if (kept) {
				const { id: layer } = await deps.images.ensureRoot(kept, { progress, log, signal });
				rows.observe(id, { layers: [layer] });
				return;
			}
			const pinned = builder().pinnedImage(row.image, row.digest ?? '');
			const { layers } = await builder().ensureImage({ image: pinned, folder: '/' }, progress, log, signal);
			rows.observe(id, { layers: layers.map((layer) => layer.id) });
		},
		complete,
		imageOf({ packages, layers }) {
			const top = packages === null ? layers.at(-1) : undefined;
			return top === undefined ? null : (deps.builder?.imageConfig(top) ?? null);
		}
	};
}
