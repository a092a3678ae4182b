/**
 * Metrics that pups report, checked against their manifests. Pups are not trusted: invalid values
 * are refused, counted and reported, and nothing that a pup sends grows without bound.
 */
import type { Manifest } from '../../../contract/manifest.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import { OWN_GAUGE } from '../../../contract/history.ts';
import { REPORT_MAX, type OwnMetric, type RefusedMetrics } from '../../../contract/metrics.ts';

/** Most numbers of one pup whose history is kept. */
export const MOST_KEPT = 16;
/** Most names in the description of one report; the rest is only counted. */
const MOST_NAMED = 8;
/** Most characters of a name that are shown. */
const NAME_SHOWN = 40;

const TYPES = ['string', 'int', 'float'] as const;
type MetricType = (typeof TYPES)[number];
type Declared = Pick<OwnMetric, 'name' | 'label' | 'type' | 'description'>;

/** The usable metrics of a manifest: each name once, with a known type, and with a history. */
export function declaredMetrics(manifest: Pick<Manifest, 'metrics'>): Declared[] {
	const found = new Map<string, Declared>();
	for (const { name, label, type, history, description } of manifest.metrics ?? []) {
		if (!name || !((history ?? 0) > 0) || found.has(name) || !TYPES.includes(type as MetricType)) continue;
		if (name.length > REPORT_MAX.nameLength) continue;
		found.set(name, { name, label: label || name, type: type as MetricType, description: description ?? null });
	}
	return [...found.values()];
}

/**
 * Converts a value to its type, or returns the reason for refusing it. `int` drops decimals, like
 * the original Dogebox.
 */
export function readMetric(type: MetricType, entry: unknown): { value: string | number } | { refused: string } {
	if (typeof entry !== 'object' || entry === null || Array.isArray(entry) || !Object.hasOwn(entry, 'value')) {
		return { refused: 'is not of the form {"value": …}' };
	}
	const { value } = entry as { value: unknown };
	if (type === 'string') {
		if (typeof value !== 'string') return { refused: 'is not a text' };
		return value.length <= REPORT_MAX.textLength
			? { value }
			: { refused: `is longer than ${REPORT_MAX.textLength} characters` };
	}
	if (typeof value !== 'number' || !Number.isFinite(value)) return { refused: 'is not a number' };
	const number = type === 'int' ? Math.trunc(value) : value;
	return { value: number };
}

/** One value of a report that was refused. */
export interface Refusal {
	name: string;
	reason: string;
}

/** Removes control and direction characters, with which a name could be disguised. */
const shown = (name: string) =>
	name
		.replace(/[\p{C}\p{Z}]+/gu, ' ')
		.trim()
		.slice(0, NAME_SHOWN);

/** Describes all refused values of a report in a sentence. */
export function refusalText(refusals: readonly Refusal[]): string {
	const named = refusals.slice(0, MOST_NAMED).map(({ name, reason }) => `“${shown(name)}” ${reason}`);
	const rest = refusals.length - named.length;
	return `Values that it reported were refused: ${named.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

export interface OwnMetrics {
	/**
	 * Stores the valid values of a report and refuses the others.
	 * @returns the refused values
	 */
	report(id: string, manifest: Pick<Manifest, 'metrics'>, values: Readonly<Record<string, unknown>>): Refusal[];
	/** The metrics with their newest values. */
	of(id: string, manifest: Pick<Manifest, 'metrics'>): OwnMetric[];
	/** Null where nothing was refused. */
	refused(id: string): RefusedMetrics | null;
	/** Numbers for the history, as gauges. A pup that has stopped reporting has none. */
	gauges(id: string, manifest: Pick<Manifest, 'metrics'>): Record<string, number>;
	forget(id: string): void;
}

/** Values older than this are not current, so the history has a gap; milliseconds. */
const STALE_MS = 10 * 60_000;

interface Newest {
	value: string | number;
	/** Milliseconds since the epoch, for display. */
	at: number;
	/** Time of arrival, monotonic, milliseconds. */
	came: number;
}

/**
 * @param now milliseconds since the epoch
 * @param clock monotonic, milliseconds
 */
export function createOwnMetrics(now: () => number = Date.now, clock: () => number = monotonicMs): OwnMetrics {
	const values = new Map<string, Map<string, Newest>>();
	const refusals = new Map<string, RefusedMetrics>();

	return {
		report(id, manifest, given) {
			const declared = new Map(declaredMetrics(manifest).map((one) => [one.name, one]));
			const own = values.get(id) ?? new Map<string, Newest>();
			values.set(id, own);
			const refused: Refusal[] = [];
			for (const [name, entry] of Object.entries(given)) {
				const metric = declared.get(name);
				const read = metric ? readMetric(metric.type, entry) : { refused: 'is not among the metrics of its manifest' };
				if ('refused' in read) refused.push({ name, reason: read.refused });
				else own.set(name, { value: read.value, at: now(), came: clock() });
			}
			if (refused.length > 0) {
				const count = (refusals.get(id)?.count ?? 0) + refused.length;
				refusals.set(id, { at: now(), count, text: refusalText(refused) });
			}
			return refused;
		},
		of: (id, manifest) =>
			declaredMetrics(manifest).map((metric) => {
				const newest = values.get(id)?.get(metric.name);
				return { ...metric, value: newest?.value ?? null, at: newest?.at ?? null };
			}),
		refused: (id) => refusals.get(id) ?? null,
		gauges(id, manifest) {
			const own = values.get(id);
			if (!own || own.size === 0) return {};
			const numbers = declaredMetrics(manifest)
				.filter(({ type }) => type !== 'string')
				.slice(0, MOST_KEPT)
				.flatMap(({ name }): [string, number][] => {
					const newest = own.get(name);
					return newest && typeof newest.value === 'number' && clock() - newest.came < STALE_MS
						? [[`${OWN_GAUGE}${name}`, newest.value]]
						: [];
				});
			return Object.fromEntries(numbers);
		},
		forget(id) {
			values.delete(id);
			refusals.delete(id);
		}
	};
}
