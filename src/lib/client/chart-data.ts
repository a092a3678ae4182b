/** Values as charts over time take them. Apart from what the home page loads. */

/** A column of values over time as charts take it; null where there was none. */
export type Column = readonly (number | null)[];

/**
 * Puts an empty moment between two values that lie further apart than they should, so that a chart
 * does not draw a line over a time of which nobody knows anything.
 *
 * @param times  milliseconds, oldest first
 * @param series columns of the same length
 * @param stepMs time between two values where none is missing
 */
export function withGaps<C extends Column>(
	times: readonly number[],
	series: readonly C[],
	stepMs: number
): { times: number[]; series: (number | null)[][] } {
	// A round of sampling may be late, or left out.
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
 * Several histories over one time axis: each column has a value or null for each moment of any.
 *
 * @param histories times and values of each
 * @param stepMs moments that lie within the same step are one
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
 * The outline of a chart over time: 1000 units wide, points where their time is, nothing where
 * there was no value.
 *
 * @param times  milliseconds, oldest first
 * @param values as many; null for none
 * @param place  left and right end of the time axis, height, value at the top
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
