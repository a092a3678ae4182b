/** Samples over time: a ring of the newest ones, and averages. */
import type { Sample, Samples } from '../../contract/samples.ts';

/** Fields of a sample besides its time, in the order of their storage in a ring. */
export const FIELDS = ['cpu', 'memory', 'rx', 'tx', 'pids', 'read', 'write'] as const;
const WIDTH = FIELDS.length;

type Values = Omit<Sample, 'at'>;

/** Builds the values of a sample field by field. */
function each(value: (field: (typeof FIELDS)[number]) => number): Values {
	return {
		cpu: value('cpu'),
		memory: value('memory'),
		rx: value('rx'),
		tx: value('tx'),
		pids: value('pids'),
		read: value('read'),
		write: value('write')
	};
}

/** The newest samples of one subject, in two buffers of fixed size. */
export interface Ring {
	push(sample: Sample): void;
	/** Samples with `at` ≥ `from`, oldest first. */
	since(from: number): Sample[];
	/** `at` of the newest sample; 0 when empty. */
	newest(): number;
	clear(): void;
}

/** @param capacity number of samples that are kept */
export function createRing(capacity: number): Ring {
	const times = new Float64Array(capacity);
	// Seven digits exceed what a chart shows.
	const data = new Float32Array(capacity * WIDTH);
	let next = 0;
	let count = 0;
	return {
		push(sample) {
			times[next] = sample.at;
			for (let f = 0; f < WIDTH; f++) data[next * WIDTH + f] = sample[FIELDS[f]!];
			next = (next + 1) % capacity;
			count = Math.min(count + 1, capacity);
		},
		since(from) {
			const found: Sample[] = [];
			for (let i = count; i > 0; i--) {
				const slot = (next - i + capacity) % capacity;
				if (times[slot]! < from) continue;
				found.push({ at: times[slot]!, ...each((field) => data[slot * WIDTH + FIELDS.indexOf(field)]!) });
			}
			return found;
		},
		newest: () => (count === 0 ? 0 : times[(next - 1 + capacity) % capacity]!),
		clear() {
			count = 0;
		}
	};
}

/** A running mean over samples, each with a weight. */
export interface Mean extends Values {
	weight: number;
}

export function addTo(mean: Mean | undefined, sample: Values, weight: number): Mean {
	const into = mean ?? { weight: 0, ...each(() => 0) };
	into.weight += weight;
	const share = weight / into.weight;
	for (const field of FIELDS) into[field] += (sample[field] - into[field]) * share;
	return into;
}

/** A sample and the number of seconds that it covers. */
export interface Weighted {
	sample: Sample;
	seconds: number;
}

/**
 * Averages samples within equal spans of time. A span without samples gives no point, so a gap
 * stays a gap.
 * @param spanMs length of a span; spans begin at multiples of it, so that a chart does not jitter
 * as time passes
 * @returns one sample per span, at its middle, oldest first
 */
export function average(samples: readonly Weighted[], spanMs: number): Sample[] {
	const spans = new Map<number, Mean>();
	// The last span may extend into the future.
	const newest = samples.reduce((at, { sample }) => Math.max(at, sample.at), 0);
	for (const { sample, seconds } of samples) {
		const start = Math.floor(sample.at / spanMs) * spanMs;
		spans.set(start, addTo(spans.get(start), sample, seconds));
	}
	return [...spans]
		.sort(([a], [b]) => a - b)
		.map(([start, mean]) => ({
			at: Math.min(start + spanMs / 2, newest),
			...each((field) => mean[field])
		}));
}

/** Samples in their transport form: columns, without unnecessary digits. */
export function columns(samples: readonly Sample[]): Samples {
	const whole = (field: Exclude<keyof Sample, 'cpu'>) => samples.map((sample) => Math.round(sample[field]));
	return {
		at: whole('at'),
		cpu: samples.map(({ cpu }) => Math.round(cpu * 100) / 100),
		memory: whole('memory'),
		rx: whole('rx'),
		tx: whole('tx'),
		pids: whole('pids'),
		read: whole('read'),
		write: whole('write')
	};
}
