/**
 * Returns the outline of a small chart as SVG paths: one unit wide for each step from value to
 * value, `height` units high, y growing downwards. Coordinates are whole numbers, each relative to
 * the previous one, because a page may contain dozens of charts.
 *
 * @param values oldest first
 * @param max value at the top; replaced by the highest value if that is higher
 * @param count number of points that the width represents: fewer values fill the right end
 * @returns `line`, closed `area`, both empty for fewer than two values, and the `width` for the
 * view box
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
