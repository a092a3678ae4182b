/** How a box gets its root: the image that is meant, and its layers. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BoxError } from '../../contract/errors.ts';
import type { BuildProgress, Builder, ImageConfig } from '../build/types.ts';
import { cannotRun } from '../store/index.ts';
import { storageMissing } from '../host/index.ts';
import type { BoxesDeps } from './deps.ts';
import type { BoxRow, BoxRows } from './rows.ts';

/** What is told of the work. */
export interface Told {
	progress: BuildProgress;
	log(line: string): void;
	signal: AbortSignal;
}

export interface BoxRoots {
	/** @throws BoxError 409 `host-cannot-run` */
	builder(): Builder;
	/** Writes down which image its reference means now. @throws BoxError of the registry */
	resolve(id: string, signal: AbortSignal): Promise<string>;
	/** Makes its layers. */
	make(id: string, told: Told): Promise<void>;
	/** Whether all of its layers are there. */
	complete(row: BoxRow): boolean;
	layerPath(layer: string): string;
	/** How its image wants to be run; null for Debian, and until it is there. */
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

/** @throws BoxError 409 `storage-missing` while the disk with the data is not there */
export function needStorage(deps: Pick<BoxesDeps, 'storageMissing'>): void {
	const missing = deps.storageMissing?.() ?? null;
	if (missing !== null) throw storageMissing(missing);
}

export function createBoxRoots(deps: Pick<BoxesDeps, 'builder' | 'facts' | 'paths'> & { rows: BoxRows }): BoxRoots {
	const { rows } = deps;
	const layerPath = (layer: string) => join(deps.paths.images, layer);

	function builder(): Builder {
		if (!deps.builder) throw hostCannotRun(deps);
		return deps.builder;
	}

	return {
		builder,
		layerPath,
		async resolve(id, signal) {
			const { image, digest, packages } = rows.get(id);
			if (packages !== null) return 'Debian';
			const found = digest ?? (await builder().resolveImage(image, signal));
			if (digest === null) rows.set(id, { digest: found });
			return found;
		},
		async make(id, { progress, log, signal }) {
			const row = rows.get(id);
			if (row.packages !== null) {
				const made = await builder().ensureDebian({ packages: row.packages }, progress, log, signal);
				rows.set(id, { layers: made.map((layer) => layer.id) });
				return;
			}
			const pinned = builder().pinnedImage(row.image, row.digest ?? '');
			const { layers } = await builder().ensureImage({ image: pinned, folder: '/' }, progress, log, signal);
			rows.set(id, { layers: layers.map((layer) => layer.id) });
		},
		complete: ({ layers }) => layers.length > 0 && layers.every((layer) => existsSync(layerPath(layer))),
		imageOf({ packages, layers }) {
			const top = packages === null ? layers.at(-1) : undefined;
			return top === undefined ? null : (deps.builder?.imageConfig(top) ?? null);
		}
	};
}
