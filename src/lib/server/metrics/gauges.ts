/**
 * Slowly changing values of one subject: the newest ones in memory, and the columns of a history.
 */
import type { Gauges } from '../../contract/metrics.ts';

/** Values at one moment, by name. */
export type GaugeValues = Readonly<Record<string, number>>;

export interface GaugePoint {
	at: number;
	values: GaugeValues;
}

/** Most gauges of one subject, including those that a pup reports. */
export const MOST_GAUGES = 24;

/** The newest points, oldest first; at most `capacity`. */
export interface GaugeRing {
	push(point: GaugePoint): void;
	since(from: number): GaugePoint[];
	newest(): GaugePoint | null;
}

export function createGaugeRing(capacity: number): GaugeRing {
	const points: GaugePoint[] = [];
	return {
		push({ at, values }) {
			const bounded = Object.fromEntries(Object.entries(values).slice(0, MOST_GAUGES));
			// Mostly the values are unchanged, and then the points share one object.
			const before = points.at(-1)?.values;
			points.push({ at, values: before && same(before, bounded) ? before : bounded });
			if (points.length > capacity) points.shift();
		},
		since: (from) => points.filter(({ at }) => at >= from),
		newest: () => points.at(-1) ?? null
	};
}

function same(a: GaugeValues, b: GaugeValues): boolean {
	const names = Object.keys(a);
	return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/**
 * Converts points to columns, with one point per span: its last one, because these are states and
 * no rates.
 * @param spanMs the span of the samples beside them
 */
export function gaugeColumns(points: readonly GaugePoint[], spanMs: number): Gauges {
	const spans = new Map<number, GaugePoint>();
	for (const point of points) spans.set(Math.floor(point.at / spanMs), point);
	const kept = [...spans.values()].sort((a, b) => a.at - b.at);
	const names = [...new Set(kept.flatMap(({ values }) => Object.keys(values)))];
	return {
		at: kept.map(({ at }) => Math.round(at)),
		values: Object.fromEntries(names.map((name) => [name, kept.map(({ values }) => values[name] ?? null)]))
	};
}

/** Values as text for a row; null for none. */
export function gaugesText(values: GaugeValues | undefined): string | null {
	return values && Object.keys(values).length > 0 ? JSON.stringify(values) : null;
}

/** Values from a row; none where its text is invalid. */
export function gaugesOf(text: string | null): GaugeValues {
	if (text === null) return {};
	try {
		const found: unknown = JSON.parse(text);
		if (typeof found !== 'object' || found === null) return {};
		return Object.fromEntries(
			Object.entries(found).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
		);
	} catch {
		return {};
	}
}
