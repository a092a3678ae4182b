/**
 * Rereads the manifest of a pup in dev mode from its developer's folder, and reports why it cannot
 * be used.
 */
import { messageOf } from '../../../contract/errors.ts';
import type { Manifest } from '../../../contract/manifest.ts';
import { readManifest, readOwn } from '../../sources/index.ts';
import type { PupTree } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { offerNameOf, type PupRow, type Signals } from '../installed/index.ts';

const MISSING = 'The folder, or its manifest.json, is not there.';

/**
 * The row's values from a manifest. If its build section has changed, the root is dropped and built
 * again by a later step.
 */
export function manifestValues(row: PupRow, manifest: Manifest): Partial<PupRow> {
	const same = JSON.stringify(row.manifest.container.build) === JSON.stringify(manifest.container.build);
	return { manifest, version: manifest.meta.version, ...(!same && { layers: [], buildKind: null }) };
}

export interface DevManifests {
	/**
	 * Reads the folder's manifest without reporting. @throws Error with the reason why it is
	 * unusable
	 */
	inspect(row: PupRow): Promise<Manifest>;
	/**
	 * @returns null when the manifest is unusable: the reason is reported, and the old one stays
	 */
	read(row: PupRow): Promise<Manifest | null>;
	/** Why a change cannot be applied; null where nothing prevents it. */
	problem(id: string): string | null;
	setProblem(row: PupRow, problem: string | null): void;
	/** Forgets the reported problem. */
	forget(id: string): void;
}

export function createDevManifests(deps: Pick<PupsDeps, 'engine'> & { tree: PupTree; signals: Signals }): DevManifests {
	const { tree, signals } = deps;
	const problems = new Map<string, string>();

	function setProblem(row: PupRow, problem: string | null): void {
		if ((problems.get(row.id) ?? null) === problem) return;
		if (problem === null) problems.delete(row.id);
		else {
			problems.set(row.id, problem);
			const service = row.manifest.container.services[0]?.name;
			if (service !== undefined) void deps.engine?.note(row.id, service, `Dev mode: ${problem}`).catch(() => {});
		}
		signals.publish('changed', row.id);
	}

	async function inspect(row: PupRow): Promise<Manifest> {
		const folder = tree.devFolder(row);
		if (folder === null) throw new Error(MISSING);
		const bytes = await readOwn(folder, 'manifest.json');
		if (bytes === undefined) throw new Error(MISSING);
		const { manifest } = readManifest(bytes, 'manifest.json');
		if (manifest.meta.name !== offerNameOf(row)) {
			throw new Error(
				`manifest.json now calls it “${manifest.meta.name}”. Under another name it is another pup: install it from the store.`
			);
		}
		return manifest;
	}

	return {
		inspect,
		setProblem,
		problem: (id) => problems.get(id) ?? null,
		forget: (id) => void problems.delete(id),
		async read(row) {
			try {
				const manifest = await inspect(row);
				setProblem(row, null);
				return manifest;
			} catch (error) {
				const reason = messageOf(error);
				setProblem(row, `${reason} The last one that could be used stays.`);
				return null;
			}
		}
	};
}
