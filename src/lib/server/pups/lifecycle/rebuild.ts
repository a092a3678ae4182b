/**
 * Recreates the rows of pups whose folders exist and whose rows are lost, from the disk and from
 * running containers. Unknown values are set as in a new installation.
 */
import { createHash } from 'node:crypto';
import { isBoxError, messageOf } from '../../../contract/errors.ts';
import { coerce } from '../../../contract/config-values.ts';
import { configFields, type Manifest } from '../../../contract/manifest.ts';
import { firstFreeName } from '../../../contract/second-name.ts';
import { hashTree } from '../../files/index.ts';
import {
	pupFoldersFind,
	pupRemainsRead,
	pupSourceOf,
	type FoundPup,
	type HostPaths,
	type PupRemains
} from '../../host/index.ts';
import { readEnvFile, type ConfigStore } from '../config/index.ts';
import { readManifestFile, type PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { NEW_PUP, type PupRow, type PupRows, type StateMachine } from '../installed/index.ts';
import type { PupPages } from '../pages/index.ts';

/**
 * Time limit for the root of one pup, milliseconds: its layers exist already, or are built later.
 */
const ROOT_WITHIN_MS = 30_000;

/** A pup that was found on the disk. */
export interface DescribedPup {
	id: string;
	/** Null where its manifest cannot be read. */
	name: string | null;
	version: string | null;
	/** Whether it has data. */
	storage: boolean;
	/** Why its row cannot be recreated; null where it can. */
	problem: string | null;
}

/** The facts from which a pup's row is recreated. */
type Found = FoundPup & ({ manifest: Manifest; problem: null } | { manifest: null; problem: string });

async function read(paths: HostPaths, found: FoundPup): Promise<Found> {
	const without = (problem: string) => ({ ...found, manifest: null, problem });
	if (found.folder === null) return without('Its files are not there, only its data.');
	try {
		return { ...found, manifest: await readManifestFile(pupSourceOf(paths, found.id, found.folder)), problem: null };
	} catch (error) {
		return without(`Its manifest cannot be used: ${messageOf(error)}`);
	}
}

/** Describes the pups on the disk, without changing anything. */
export async function describeFound(host: PupsDeps['host']): Promise<DescribedPup[]> {
	const found = await host.call(pupFoldersFind, {});
	const pups = await Promise.all(
		found.filter((one) => one.folder !== null || one.storage).map((one) => read(host.paths, one))
	);
	return pups.map(({ id, manifest, storage, problem }) => ({
		id,
		name: manifest?.meta.name ?? null,
		version: manifest?.meta.version ?? null,
		storage,
		problem
	}));
}

/**
 * Creates the missing rows. Running it again changes nothing more. Sources and layers must be
 * loaded.
 * @returns the outcome for each pup without a row
 */
export async function rebuildRows(
	deps: Pick<PupsDeps, 'database' | 'engine' | 'network' | 'host' | 'sources' | 'log'> & {
		rows: PupRows;
		states: StateMachine;
		config: ConfigStore;
		content: PupContent;
		pages: Pick<PupPages, 'allocate'>;
	}
): Promise<DescribedPup[]> {
	const { database, engine, host, rows, states, config, content, log } = deps;
	const running = new Set((await engine?.adopt())?.filter((one) => one.sandbox).map((one) => one.id));
	const result: DescribedPup[] = [];

	for (const one of await host.call(pupFoldersFind, {})) {
		if (rows.find(one.id) || (one.folder === null && !one.storage)) continue;
		const { manifest, problem } = await read(host.paths, one);
		const described = { id: one.id, name: manifest?.meta.name ?? null, version: manifest?.meta.version ?? null };
		if (manifest === null) {
			log.warn({ pup: one.id, problem }, 'a pup that was found cannot be taken over');
			result.push({ ...described, storage: one.storage, problem });
			continue;
		}
		const remains = await host.call(pupRemainsRead, { pupId: one.id });
		const folder = one.folder ?? 'source';
		const treeHash = await hashTree(pupSourceOf(host.paths, one.id, folder)).catch(() => null);
		const hostNumber = numberOf(remains.address);
		database.transaction(() => {
			states.admit({
				...NEW_PUP,
				...placeOf(one.id, manifest),
				id: one.id,
				version: manifest.meta.version,
				manifest,
				enabled: running.has(one.id),
				keys: remains.keys ? 'made' : 'waiting',
				hostNumber: hostNumber ?? rows.freeHostNumber(),
				treeHash,
				origin: null,
				signature: 'unsigned',
				folder,
				configSavedAt: remains.config === null ? null : Date.now(),
				createdAt: Date.now()
			});
			writeConfig(rows.get(one.id), remains);
		});
		await finish(rows.get(one.id), hostNumber !== null);
		log.info({ pup: one.id, name: manifest.meta.name }, 'a pup that was found on the disk was taken over');
		result.push({ ...described, storage: one.storage, problem: null });
	}
	return result;

	/** Its number on the pup network; null where it has no address there, or another pup has it. */
	function numberOf(address: string | null): number | null {
		const taken = new Set(rows.all().map((row) => row.hostNumber));
		const number = address === null ? null : (deps.network?.numberOf(address) ?? null);
		return number === null || taken.has(number) ? null : number;
	}

	/** A source that offers a pup of this name; otherwise a source id that does not exist. */
	function placeOf(
		id: string,
		{ meta: { name, version } }: Manifest
	): Pick<PupRow, 'sourceId' | 'sourcePath' | 'name' | 'offerName'> {
		const offers = deps.sources.offers().filter((offer) => offer.name === name);
		const offer = offers.find(({ versions }) => versions.some((one) => one.version === version)) ?? offers[0];
		if (offer) {
			const { sourceId, shown } = offer;
			// The display name that its owner chose is lost.
			const free = firstFreeName(name, (one) => rows.bySourceAndName(sourceId, one) !== null);
			const offerName = free === name ? null : name;
			return { sourceId, sourcePath: shown?.sourcePath ?? '', name: free, offerName };
		}
		return {
			sourceId: createHash('sha256').update(`lost ${id}`).digest('hex').slice(0, 32),
			sourcePath: '',
			name,
			offerName: null
		};
	}

	function writeConfig(row: PupRow, remains: PupRemains): void {
		const values = readEnvFile(remains.config ?? '');
		const changes = new Map<string, string>();
		for (const field of configFields(row.manifest)) {
			const text = values.get(field.name);
			const checked = text === undefined ? null : coerce(field, text);
			if (checked && 'text' in checked) changes.set(field.name, checked.text);
		}
		config.write(row, changes);
		config.fillDefaults(row);
	}

	/** Finds its layers, assigns ports to its pages, and sets its state. */
	async function finish(row: PupRow, sameAddress: boolean): Promise<void> {
		const context = {
			signal: AbortSignal.timeout(ROOT_WITHIN_MS),
			progress: () => {},
			log: (line: string) => log.info({ pup: row.id }, line)
		};
		try {
			deps.pages.allocate(row);
			rows.set(row.id, await content.roots.build(row, content.tree.folder(row), context));
		} catch (error) {
			log.warn({ pup: row.id, err: error }, 'the root of a pup that was found has to be made again');
			if (running.has(row.id) && sameAddress) return up(row.id);
			states.transition(row.id, {
				kind: 'failed',
				failure: {
					code: 'root-lost',
					reason: `It was found on the disk, but not what it is made of${isBoxError(error) ? `: ${error.message}` : '.'}`,
					hint: 'Try again: it is then installed again from its source. Its data is kept.'
				}
			});
			return;
		}
		// If its address differs from its container's, the container is stopped and started again.
		if (running.has(row.id) && !sameAddress) await engine?.stop(row.id);
		if (running.has(row.id) && sameAddress) up(row.id);
		else states.transition(row.id, { kind: 'installed', values: { installedAt: Date.now() } });
	}

	function up(id: string): void {
		states.transition(id, { kind: 'installed', values: { installedAt: Date.now() } });
		states.transition(id, { kind: 'start-begun' });
		states.transition(id, { kind: 'services-up' });
	}
}
