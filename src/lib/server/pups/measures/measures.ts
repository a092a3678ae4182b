/** Measurements of pups besides samples. */
import * as v from 'valibot';
import type { OwnMetric, RefusedMetrics } from '../../../contract/metrics.ts';
import { limitReached, type LimitKind, type LimitReached } from '../../../contract/limits.ts';
import { isUnwritable } from '../../../contract/system-errors.ts';
import type { PupsDeps } from '../deps.ts';
import { limitsOf } from '../desired/index.ts';
import { storageLimitsOf, type PupRow, type PupRows, type Signals } from '../installed/index.ts';
import type { ServiceRecords } from '../lifecycle/index.ts';
import type { PupSpaceWatch } from '../space/index.ts';
import { createLimitsReached, type KeptLimits, type ShownLimits } from './limits-reached.ts';
import { createOwnMetrics, refusalText, type Refusal } from './own-metrics.ts';

/** Minimum time between two notes about refused values in a pup's log, milliseconds. */
const PUBLISH_MS = 10 * 60_000;

export interface PupMeasures {
	/** Limits that it reached recently, newest first. */
	limitsReached(id: string): LimitReached[];
	/** Removes the entries of limits that the owner has changed. */
	limitsChanged(id: string, kinds: readonly LimitKind[]): void;
	/** Stores the metrics that a pup reports, and logs refused ones. @throws BoxError 404 */
	report(id: string, values: Readonly<Record<string, unknown>>): Refusal[];
	/** The metrics that a pup reports. @throws BoxError 404 */
	own(id: string): { metrics: OwnMetric[]; refused: RefusedMetrics | null };
	/** The limits of a pup. */
	limits(row: PupRow): ShownLimits;
	begin(): void;
	close(): void;
}

export function createPupMeasures(
	deps: Pick<PupsDeps, 'database' | 'engine' | 'metrics' | 'log'> & {
		rows: PupRows;
		signals: Signals;
		records: Pick<ServiceRecords, 'get'>;
		space: Pick<PupSpaceWatch, 'usageOf' | 'onMeasured'>;
		/** Bytes of this host's memory. */
		totalMemory: number;
	}
): PupMeasures {
	const { engine, metrics, log, rows, signals, records, space, totalMemory } = deps;
	const own = createOwnMetrics();
	const reached = createLimitsReached((id) => {
		if (rows.find(id)) signals.publish('changed', id);
	}, keptLimits(deps));
	/** Time of the last note about refused values in a pup's log. */
	const loggedAt = new Map<string, number>();
	const stops: (() => void)[] = [];

	const shownLimits = (row: PupRow): ShownLimits => {
		const { memoryBytes, pids } = limitsOf(row, { totalMemory });
		return { memoryBytes, pids, storageBytes: storageLimitsOf(row).bytes };
	};

	function gaugesOf(id: string): Record<string, number> {
		const row = rows.find(id);
		if (!row) return {};
		const usage = space.usageOf(id);
		const counters = metrics.counters(id);
		const restarts = row.manifest.container.services.reduce((sum, { name }) => sum + records.get(id, name).restarts, 0);
		return {
			...(usage && { disk: usage.bytes }),
			restarts,
			oomKills: counters?.oomKills ?? 0,
			...own.gauges(id, row.manifest)
		};
	}

	function logRefusals(row: PupRow, refused: readonly Refusal[]): void {
		const now = performance.now();
		if (now - (loggedAt.get(row.id) ?? -Infinity) < PUBLISH_MS) return;
		loggedAt.set(row.id, now);
		const service = row.manifest.container.services[0]?.name;
		if (service === undefined) return;
		engine?.note(row.id, service, refusalText(refused)).catch((error: unknown) => {
			log.debug({ err: error, pup: row.id }, 'a note was not written');
		});
	}

	signals.subscribe('removed', (id) => {
		own.forget(id);
		reached.forget(id);
		loggedAt.delete(id);
	});

	return {
		limitsReached: reached.of,
		limitsChanged: reached.clear,
		report(id, values) {
			const row = rows.get(id);
			const refused = own.report(id, row.manifest, values);
			if (refused.length > 0) logRefusals(row, refused);
			return refused;
		},
		own(id) {
			const { manifest } = rows.get(id);
			return { metrics: own.of(id, manifest), refused: own.refused(id) };
		},
		limits: shownLimits,
		begin() {
			metrics.gaugesFrom(gaugesOf);
			stops.push(
				space.onMeasured((id, { bytes, kept }) => {
					const row = rows.find(id);
					if (row) reached.storage(id, bytes, shownLimits(row), kept);
				})
			);
			const stop = metrics.subscribe(({ pups }) => {
				for (const id of pups.keys()) {
					const counters = metrics.counters(id);
					if (!counters) continue;
					reached.count(id, counters, () => shownLimits(rows.get(id)));
				}
			});
			stops.push(stop);
		},
		close: () => stops.splice(0).forEach((stop) => stop())
	};
}

/** Stores reached limits in the database, so that they survive a restart. */
function keptLimits({ database, log }: Pick<PupsDeps, 'database' | 'log'>): KeptLimits {
	const key = (id: string) => `limits-reached/${id}`;
	const list = v.array(limitReached);
	return {
		load: (id) => database.settings.get(key(id), list) ?? [],
		save(id, reached) {
			try {
				if (reached.length === 0) database.settings.remove(key(id));
				else database.settings.set(key(id), reached);
			} catch (error) {
				if (!isUnwritable(error)) throw error;
				log.debug({ err: error, pup: id }, 'a limit that a pup reached could not be kept');
			}
		}
	};
}
