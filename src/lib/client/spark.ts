/**
 * The outline of a small chart as SVG paths: one unit wide for each step from value to value,
 * `height` units high, y growing downwards. Whole numbers, each relative to the one before: a page
 * may hold dozens of them.
 *
 * @param values oldest first
 * @param max    value at the top; where it is below every value the highest value takes its place
 * @param count  number of points the width stands for: fewer values fill the right end
 * @returns `line`, closed `area`, both empty for fewer than two values, and the `width` for the
 *   view box
 */
export function sparkPath(
	values: number[],
	{ height, max, count = values.length }: { height: number; max: number; count?: number }
): { line: string; area: string; width: number } {
	const width = Math.max(count, values.length, 2) - 1;
	if (values.length < 2) return { line: '', area: '', width };
	const top = Math.max(max, ...values, 1e-9);
	const start = width - (values.length - 1);
	let before = 0;
	const steps = values.map((value, index) => {
		const y = Math.round(height - (Math.max(0, value) / top) * height);
		const step = index ? `l1 ${y - before}` : `M${start} ${y}`;
		before = y;
		return step;
	});
	const line = steps.join('').replaceAll(' -', '-');
	return { line, area: `${line}V${height}H${start}Z`, width };
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
