/** Statistics of many measurements, and the format in which runs are kept. */

/** One measured figure of a run, with its peer in the same run. */
export interface Figure {
	/** A stable name, such as `start` or `boot`. The chart follows figures by it. */
	id: string;
	title: string;
	unit: 'ms' | 'µs' | 'MB' | 'kB' | '%';
	/** The figure that counts; the median (p50) for times. */
	value: number;
	p95?: number;
	p99?: number;
	runs?: number;
	/** The peer that is measured in the same run. Times are measured in turn with the peer's. */
	peer?: { name: string; value: number; p95?: number; p99?: number };
	/** value ÷ peer.value, or the median of that ratio over consecutive pairs. */
	ratio?: number;
	/** Upper bound, from section H of the issue “Alive”. */
	target?: number;
	targetRatio?: number;
	/** The number that the target applies to. */
	targetOf?: 'value' | 'p99';
}

/** One run of `npm run bench`. */
export interface BenchRun {
	/** ISO 8601, UTC. */
	date: string;
	commit: string;
	node: string;
	/** `2 cores, Debian 12` */
	machine: string;
	/** Share of the processors' time that other guests of the host took meanwhile, per cent. */
	stolen?: number;
	figures: Figure[];
}

/** The value below which `share` (0–1) of the values lie; nearest rank. */
export function quantile(values: number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** Rounded to a tenth. */
export const tenth = (value: number) => Math.round(value * 10) / 10;

/** Rounded to a hundredth. */
export const hundredth = (value: number) => Math.round(value * 100) / 100;

/**
 * Builds a figure from the times of many runs, the box's and the peer's. The unit is milliseconds
 * unless `base.unit` names another.
 */
export function timesFigure(
	base: Pick<Figure, 'id' | 'title' | 'target' | 'targetRatio' | 'targetOf'> & Partial<Pick<Figure, 'unit'>>,
	ours: number[],
	peerName: string,
	peer: number[]
): Figure {
	const value = tenth(quantile(ours, 0.5));
	const peerValue = tenth(quantile(peer, 0.5));
	return {
		unit: 'ms',
		...base,
		value,
		p95: tenth(quantile(ours, 0.95)),
		p99: tenth(quantile(ours, 0.99)),
		runs: ours.length,
		peer: {
			name: peerName,
			value: peerValue,
			p95: tenth(quantile(peer, 0.95)),
			p99: tenth(quantile(peer, 0.99))
		},
		ratio: hundredth(value / peerValue)
	};
}

/** Whether a figure meets its targets; null if it has none. */
export function meets(figure: Figure): boolean | null {
	const counted = figure.targetOf === 'p99' ? (figure.p99 ?? figure.value) : figure.value;
	const checks = [
		...(figure.target === undefined ? [] : [counted <= figure.target]),
		...(figure.targetRatio === undefined ? [] : [(figure.ratio ?? Infinity) <= figure.targetRatio])
	];
	return checks.length === 0 ? null : checks.every(Boolean);
}
