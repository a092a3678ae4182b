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
