/** Prepares values for charts over time. Separate from the code that the home page loads. */

/** A column of values over time for charts; null where there was no value. */
export type Column = readonly (number | null)[];

/**
 * Inserts an empty moment between two values that are too far apart, so that a chart does not draw
 * a line over a time without data.
 *
 * @param times milliseconds, oldest first
 * @param series columns of the same length
 * @param stepMs time between two values when none is missing
 */
export function withGaps<C extends Column>(
	times: readonly number[],
	series: readonly C[],
	stepMs: number
): { times: number[]; series: (number | null)[][] } {
	// A round of sampling may be late or left out.
	const most = Math.max(stepMs * 2.5, 5000);
	const gapped: number[] = [];
	const columns: (number | null)[][] = series.map(() => []);
	times.forEach((at, index) => {
		const before = times[index - 1];
		if (before !== undefined && at - before > most) {
			gapped.push(before + stepMs);
			for (const column of columns) column.push(null);
		}
		gapped.push(at);
		series.forEach((column, which) => columns[which]!.push(column[index] ?? null));
	});
	return { times: gapped, series: columns };
}

/**
 * Aligns several histories on one time axis: each column has a value or null for each moment of any
 * history.
 *
 * @param histories times and values of each
 * @param stepMs moments within the same step count as one
 */
export function align(
	histories: readonly { at: readonly number[]; values: Column }[],
	stepMs: number
): { times: number[]; series: (number | null)[][] } {
	const slot = (at: number) => Math.floor(at / stepMs);
	const slots = [...new Set(histories.flatMap(({ at }) => at.map(slot)))].sort((a, b) => a - b);
	const place = new Map(slots.map((one, index) => [one, index]));
	const series = histories.map(({ at, values }) => {
		const column = slots.map((): number | null => null);
		at.forEach((moment, index) => (column[place.get(slot(moment))!] = values[index] ?? null));
		return column;
	});
	return { times: slots.map((one) => one * stepMs + stepMs / 2), series };
}

/**
 * Returns the outline of a chart over time: 1000 units wide, with points at their times, and gaps
 * where there was no value.
 *
 * @param times milliseconds, oldest first
 * @param values as many as times; null for none
 * @param place left and right end of the time axis, height, value at the top
 */
export function timePath(
	times: readonly number[],
	values: readonly (number | null)[],
	{ from, until, height, max }: { from: number; until: number; height: number; max: number }
): { line: string; area: string } {
	const top = Math.max(max, 1e-9);
	const span = Math.max(1, until - from);
	const runs: [x: number, y: number][][] = [];
	let open = false;
	times.forEach((at, index) => {
		const value = values[index] ?? null;
		if (value === null || at < from) {
			open = false;
			return;
		}
		const point: [number, number] = [
			Math.round(((at - from) / span) * 1000),
			Math.round(height - (Math.max(0, Math.min(value, top)) / top) * height)
		];
		if (open) runs.at(-1)!.push(point);
		else runs.push([point]);
		open = true;
	});
	const drawn = (points: [number, number][]) =>
		points
			.map(([x, y], index) => {
				const [lastX, lastY] = points[index - 1] ?? [0, 0];
				return index ? `l${x - lastX} ${y - lastY}` : `M${x} ${y}`;
			})
			.join('')
			.replaceAll(' -', '-');
	const line = runs.map((points) => (points.length > 1 ? drawn(points) : `${drawn(points)}h2`)).join('');
	const area = runs
		.filter((points) => points.length > 1)
		.map((points) => `${drawn(points)}V${height}H${points[0]![0]}Z`)
		.join('');
	return { line, area };
}
