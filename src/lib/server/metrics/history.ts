/** Combines a history from memory and from the table. */
import { historyStep, KEPT_SECONDS } from '../../contract/history.ts';
import type { Gauges } from '../../contract/metrics.ts';
import type { Samples } from '../../contract/samples.ts';
import { gaugeColumns, type GaugePoint, type GaugeRing } from './gauges.ts';
import { MINUTE, QUARTER, type HistoryStore } from './history-store.ts';
import { average, columns, type Ring, type Weighted } from './series.ts';

type Rows = Pick<HistoryStore, 'read' | 'readGauges' | 'writtenUntil'>;

/** Which rows of the table cover a period: quarters as far as they exist, then minutes. */
function tableParts(seconds: number, from: number): { resolution: typeof MINUTE | typeof QUARTER; from: number }[] {
	const minutes = { resolution: MINUTE, from } as const;
	return seconds <= KEPT_SECONDS.minute ? [minutes] : [{ resolution: QUARTER, from }, minutes];
}

/**
 * @param now milliseconds since the epoch
 * @param stepMs time between two points, over which samples are averaged
 */
export function readHistory(
	{ store, ring }: { store: Rows; ring: Ring | undefined },
	subject: string,
	{ now, seconds, stepMs = historyStep(seconds) }: { now: number; seconds: number; stepMs?: number | undefined }
): Samples {
	const from = now - seconds * 1000;
	const fresh = ring?.since(from) ?? [];
	// A short period uses samples only: minutes among seconds would look like a fault.
	if (seconds <= KEPT_SECONDS.second && stepMs <= 1000) return columns(fresh);
	const all: Weighted[] = [];
	let border = from;
	if (seconds > KEPT_SECONDS.second) {
		for (const part of tableParts(seconds, from)) {
			for (const row of store.read(subject, part.resolution, border)) {
				border = row.at + part.resolution * 1000;
				all.push({ sample: { ...row, at: row.at + part.resolution * 500 }, seconds: part.resolution });
			}
		}
		border = Math.max(border, store.writtenUntil(subject));
	}
	for (const sample of fresh) if (sample.at >= border) all.push({ sample, seconds: 1 });
	return columns(average(all, stepMs));
}

/** Slowly changing values of the same period. */
export function readGauges(
	{ store, ring }: { store: Rows; ring: GaugeRing | undefined },
	subject: string,
	{ now, seconds }: { now: number; seconds: number }
): Gauges {
	const from = now - seconds * 1000;
	const stepMs = historyStep(seconds);
	if (seconds <= KEPT_SECONDS.second) return gaugeColumns(ring?.since(from) ?? [], stepMs);
	const points: GaugePoint[] = [];
	let border = from;
	for (const part of tableParts(seconds, from)) {
		for (const { at, values } of store.readGauges(subject, part.resolution, border)) {
			border = at + part.resolution * 1000;
			points.push({ at: at + part.resolution * 500, values });
		}
	}
	return gaugeColumns([...points, ...(ring?.since(border) ?? [])], stepMs);
}
