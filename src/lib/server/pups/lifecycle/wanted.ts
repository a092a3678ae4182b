/** The desired specification of a pup's container, and the records of existing containers. */
import { totalmem } from 'node:os';
import { isBoxError } from '../../../contract/errors.ts';
import type { ContainerSpec, ContainerStatus } from '../../containers/types.ts';
import { PUP_USER } from '../../host/index.ts';
import { missingFields, needsConfig, needsConfigError, type ConfigStore, type ConfigValues } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import { buildSpec, recordOf, withServices } from '../desired/index.ts';
import type { PupRow, PupRows, SpecRecord } from '../installed/index.ts';
import { needStorage } from '../refusals.ts';

export interface Wanted {
	/** @throws BoxError 409 `needs-config`, `no-root`, `storage-missing`, 422 `bad-command` */
	spec(row: PupRow): { spec: ContainerSpec; record: SpecRecord };
	/**
	 * Null where it is unknown: a setting, its root or the disk with its data is missing.
	 * @param values settings in plain text to use instead of the stored ones
	 */
	record(row: PupRow, values?: ConfigValues): SpecRecord | null;
	/**
	 * The record of a container after its missing services were started.
	 * @param before its status before that; null where it did not exist
	 */
	afterStart(row: PupRow, before: ContainerStatus | null, record: SpecRecord): SpecRecord;
	/** The record of a container after these services were started and the limits written. */
	afterServices(row: PupRow, record: SpecRecord, services: readonly string[]): SpecRecord | null;
	/**
	 * Sets the record of a pup that was found running without one: assumes the desired
	 * specification.
	 */
	adopt(row: PupRow): void;
	/** Bytes of this host's memory. */
	readonly totalMemory: number;
}

export function createWanted(
	deps: Pick<PupsDeps, 'links' | 'network' | 'sealer' | 'storageMissing' | 'totalMemory'> & {
		rows: PupRows;
		config: ConfigStore;
		content: PupContent;
	}
): Wanted {
	const { network, rows, config, content } = deps;
	const { digest } = deps.sealer;
	const totalMemory = deps.totalMemory ?? totalmem();

	function specAndRecord(row: PupRow, given?: ConfigValues): { spec: ContainerSpec; record: SpecRecord } {
		needStorage(deps);
		if (!given && needsConfig(row.manifest, config.stored(row.id), row.configSavedAt)) {
			throw needsConfigError(row.name, missingFields(row.manifest, config.stored(row.id)));
		}
		const values = given ?? config.opened(row);
		const spec = buildSpec({
			row,
			config: values,
			layers: row.layers.map(content.layerPath),
			storage: content.files.storagePath(row.id),
			source: { path: content.tree.folder(row), writable: row.dev },
			image: content.imageOf(row),
			packages: content.packagesOf(row),
			volumePath: (target) => content.files.volumePath(row.id, target),
			address: network?.addressOf(row.hostNumber) ?? null,
			gateway: network?.gateway ?? '',
			links: deps.links().providers(row.id),
			totalMemory,
			user: PUP_USER
		});
		return { spec, record: recordOf(spec, row, values, digest) };
	}

	function record(row: PupRow, values?: ConfigValues): SpecRecord | null {
		try {
			return specAndRecord(row, values).record;
		} catch (error) {
			if (isBoxError(error)) return null;
			throw error;
		}
	}

	return {
		totalMemory,
		spec: (row) => specAndRecord(row),
		record,
		afterStart(row, before, made) {
			if (!before?.sandbox || !row.madeFrom) return made;
			const up = before.processes.filter((process) => process.pid !== null).map(({ name }) => name);
			const started = Object.keys(made.services).filter((name) => !up.includes(name));
			return withServices(row.madeFrom, made, started, digest);
		},
		afterServices: (row, made, services) => row.madeFrom && withServices(row.madeFrom, made, services, digest),
		adopt(row) {
			const found = row.madeFrom ? null : record(row);
			if (found) rows.set(row.id, { madeFrom: found });
		}
	};
}
