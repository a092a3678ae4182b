/** Samples over time: a ring of the newest, and averages. */
import type { Sample, Samples } from '../../contract/pups.ts';

/** Numbers of one sample, in the order in which they lie in a ring. */
const FIELDS = ['at', 'cpu', 'memory', 'rx', 'tx', 'pids'] as const;
const WIDTH = FIELDS.length;

/** The newest samples of one subject in one block of memory that never grows. */
export interface Ring {
	push(sample: Sample): void;
	/** Samples with `at` ≥ `from`, oldest first. */
	since(from: number): Sample[];
	/** `at` of the newest; 0 when empty. */
	newest(): number;
	clear(): void;
}

/** @param capacity samples that are kept */
export function createRing(capacity: number): Ring {
	const data = new Float64Array(capacity * WIDTH);
	let next = 0;
	let count = 0;
	const read = (slot: number): Sample => {
		const i = slot * WIDTH;
		return {
			at: data[i]!,
			cpu: data[i + 1]!,
			memory: data[i + 2]!,
			rx: data[i + 3]!,
			tx: data[i + 4]!,
			pids: data[i + 5]!
		};
	};
	return {
		push(sample) {
			for (let f = 0; f < WIDTH; f++) data[next * WIDTH + f] = sample[FIELDS[f]!];
			next = (next + 1) % capacity;
			count = Math.min(count + 1, capacity);
		},
		since(from) {
			const found: Sample[] = [];
			for (let i = count; i > 0; i--) {
				const slot = (next - i + capacity) % capacity;
				if (data[slot * WIDTH]! >= from) found.push(read(slot));
			}
			return found;
		},
		newest: () => (count === 0 ? 0 : data[((next - 1 + capacity) % capacity) * WIDTH]!),
		clear() {
			count = 0;
		}
	};
}

/** A running mean over samples, each with a weight. */
export interface Mean {
	weight: number;
	cpu: number;
	memory: number;
	rx: number;
	tx: number;
	pids: number;
}

export function addTo(mean: Mean | undefined, sample: Omit<Sample, 'at'>, weight: number): Mean {
	const into = mean ?? { weight: 0, cpu: 0, memory: 0, rx: 0, tx: 0, pids: 0 };
	into.weight += weight;
	const share = weight / into.weight;
	into.cpu += (sample.cpu - into.cpu) * share;
	into.memory += (sample.memory - into.memory) * share;
	into.rx += (sample.rx - into.rx) * share;
	into.tx += (sample.tx - into.tx) * share;
	into.pids += (sample.pids - into.pids) * share;
	return into;
}

/** A sample and how many seconds it stands for. */
export interface Weighted {
	sample: Sample;
	seconds: number;
}

/**
 * Averages samples within equal spans of time. Spans without a sample give no point: a gap stays a
 * gap.
 * @param spanMs length of a span; spans begin at multiples of it, so that a chart does not jitter
 *   as time goes on
 * @returns one sample per span, in the middle of it, oldest first
 */
export function average(samples: readonly Weighted[], spanMs: number): Sample[] {
	const spans = new Map<number, Mean>();
	// The last span may reach into the future.
	const newest = samples.reduce((at, { sample }) => Math.max(at, sample.at), 0);
	for (const { sample, seconds } of samples) {
		const start = Math.floor(sample.at / spanMs) * spanMs;
		spans.set(start, addTo(spans.get(start), sample, seconds));
	}
	return [...spans]
		.sort(([a], [b]) => a - b)
		.map(([start, { cpu, memory, rx, tx, pids }]) => ({
			at: Math.min(start + spanMs / 2, newest),
			cpu,
			memory,
			rx,
			tx,
			pids
		}));
}

/** Samples as they travel: in columns, without digits that nobody reads. */
export function columns(samples: readonly Sample[]): Samples {
	const whole = (field: 'at' | 'memory' | 'rx' | 'tx' | 'pids') => samples.map((sample) => Math.round(sample[field]));
	return {
		at: whole('at'),
		cpu: samples.map(({ cpu }) => Math.round(cpu * 100) / 100),
		memory: whole('memory'),
		rx: whole('rx'),
		tx: whole('tx'),
		pids: whole('pids')
	};
}
