/** The observed and the desired state of one pup, which the planner compares. */
import { needsConfig, type ConfigStore } from '../config/index.ts';
import type { PupContent } from '../content/index.ts';
import type { PupsDeps } from '../deps.ts';
import type { Desired, Observed } from '../desired/index.ts';
import type { PupRow, Signals } from '../installed/index.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import type { BusyWith } from './busy.ts';
import type { ServiceRecords } from './records.ts';
import type { Wanted } from './wanted.ts';

/**
 * How long a service may be down without a reported exit, milliseconds. The engine gives up a lost
 * process after two seconds.
 */
const EXIT_PENDING_MS = 3000;

export interface Observer {
	/**
	 * Queries the engine; records and publishes the state of services. The reconciler adds `asked`.
	 */
	observe(row: PupRow): Promise<Omit<Observed, 'asked'>>;
	desired(row: PupRow): Desired;
}

export function createObserver(
	deps: Pick<PupsDeps, 'agent' | 'engine' | 'storageMissing'> & {
		signals: Signals;
		config: ConfigStore;
		content: Pick<PupContent, 'isComplete'>;
		records: ServiceRecords;
		wanted: Wanted;
		busyWith: BusyWith;
	}
): Observer {
	const { engine, signals, config, content, records, wanted, busyWith } = deps;

	async function observe(row: PupRow): Promise<Omit<Observed, 'asked'>> {
		const status = (await engine?.status(row.id)) ?? null;
		if (status && records.seen(status)) signals.publish('changed', row.id);
		if (!status) records.stopped(row.id);
		for (const { name, pid } of status?.sandbox ? status.processes : []) {
			if (pid !== null || records.get(row.id, name).nextStartAt !== null) continue;
			records.exitPending(row.id, name, monotonicMs() + EXIT_PENDING_MS);
		}
		return {
			state: row.state,
			failure: row.failure,
			sandbox: status?.sandbox ?? false,
			services: row.manifest.container.services.map(({ name }) => {
				const { pid, exitCode, oomKilled, nextStartAt, unhealthy, flapping } = records.get(row.id, name);
				return { name, running: pid !== null, exitCode, oomKilled, nextStartAt, unhealthy, flapping };
			}),
			busy: busyWith(row.id) !== null,
			engine: engine !== null,
			storage: (deps.storageMissing?.() ?? null) === null,
			agent: deps.agent?.connected() ?? true,
			madeFrom: row.madeFrom,
			complete: content.isComplete(row),
			now: monotonicMs()
		};
	}

	return {
		observe,
		desired: (row) => ({
			enabled: row.enabled,
			needsConfig: needsConfig(row.manifest, config.stored(row.id), row.configSavedAt),
			spec: wanted.record(row)
		})
	};
}
