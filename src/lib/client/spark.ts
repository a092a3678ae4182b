/**
 * The outline of a small chart as an SVG path, in a box of `width` × `height` with y growing downwards.
 *
 * @param values oldest first
 * @param max    value at the top; where it is below every value the highest value takes its place
 * @param count  number of points the width stands for: fewer values fill the right end
 * @returns `line` and closed `area`; both empty for fewer than two values
 */
export function sparkPath(
	values: number[],
	{ width, height, max, count = values.length }: { width: number; height: number; max: number; count?: number }
): { line: string; area: string } {
	if (values.length < 2) return { line: '', area: '' };
	const top = Math.max(max, ...values, 1e-9);
	const slots = Math.max(count, values.length) - 1;
	const start = slots - (values.length - 1);
	const point = (value: number, index: number) => {
		const x = ((start + index) / slots) * width;
		const y = height - (Math.max(0, value) / top) * height;
		return `${round(x)} ${round(y)}`;
	};
	const line = `M${values.map(point).join('L')}`;
	return { line, area: `${line}L${round(width)} ${height}L${round((start / slots) * width)} ${height}Z` };
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
