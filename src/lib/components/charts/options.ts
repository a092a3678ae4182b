import type UPlot from 'uplot';

/** Colour tokens of the series in order; neighbours can be distinguished without colour. */
export const SERIES_COLOURS = ['--gold', '--edge', '--info-fill', '--good-fill', '--bad-fill', '--warn-fill'] as const;

/** Dash pattern of a series, in addition to its colour: every second one is dashed. */
export const seriesDash = (index: number) => (index > 1 && index % 2 === 1 ? [6, 3] : undefined);
export const seriesColour = (index: number) => SERIES_COLOURS[index % SERIES_COLOURS.length]!;

const DAY = 86_400;

/** Labels of the time axis: the time within a day, the date for longer ranges. */
function axisTime(at: number, seconds: number): string {
	const moment = new Date(at * 1000);
	if (seconds > 2 * DAY) return moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
	return moment.toLocaleTimeString('en-GB', {
		hour: '2-digit',
		minute: '2-digit',
		...(seconds < 600 && { second: '2-digit' })
	});
}

const AXIS_FONT = '11px Inter, system-ui, sans-serif';

/**
 * Options of uPlot for our charts: quiet axes and a gold first series. Colours are read from the
 * tokens at each drawing (a canvas does not support custom properties), so that a redraw applies a
 * new theme.
 *
 * @param config size in CSS pixels, labels of the series, format of values, lowest top of the
 *   scale, length of the time axis in seconds and its right end (seconds since the epoch), a
 *   callback for cursor movements, an element to read colours from
 */
export function chartOptions(config: {
	width: number;
	height: number;
	labels: string[];
	format: (value: number) => string;
	min: () => number;
	seconds: () => number;
	until: () => number;
	onHover: (index: number | null) => void;
	probe: HTMLElement;
}): UPlot.Options {
	const colour = (token: string, alpha = 1) => {
		const element = document.createElement('i');
		element.style.color =
			alpha < 1 ? `color-mix(in srgb, var(${token}) ${alpha * 100}%, transparent)` : `var(${token})`;
		config.probe.append(element);
		const resolved = getComputedStyle(element).color;
		element.remove();
		return resolved;
	};
	const axis = {
		stroke: () => colour('--ink-3'),
		font: AXIS_FONT,
		ticks: { show: false },
		border: { show: false }
	};
	return {
		width: config.width,
		height: config.height,
		padding: [8, 4, 0, 0],
		legend: { show: false },
		cursor: {
			y: false,
			drag: { x: false, y: false },
			points: {
				size: 7,
				width: 2,
				stroke: () => colour('--surface'),
				fill: (_, index) => colour(seriesColour(index - 1))
			}
		},
		hooks: { setCursor: [(plot) => config.onHover(plot.cursor.idx ?? null)] },
		scales: {
			x: {
				time: true,
				range: () => [config.until() - config.seconds(), config.until()]
			},
			y: { range: (_, __, max) => [0, Math.max(config.min(), max ?? 0) * 1.08] }
		},
		axes: [
			{
				...axis,
				size: 26,
				gap: 6,
				space: 80,
				grid: { show: false },
				values: (_, splits) => splits.map((at) => axisTime(at, config.seconds()))
			},
			{
				...axis,
				size: 62,
				gap: 6,
				space: 34,
				grid: { stroke: () => colour('--line'), width: 1 },
				values: (_, splits) => splits.map(config.format)
			}
		],
		series: [
			{},
			...config.labels.map((label, index) => ({
				label,
				stroke: () => colour(seriesColour(index)),
				dash: seriesDash(index),
				// The areas of more than two series would hide each other.
				fill: index || config.labels.length > 2 ? undefined : () => colour('--gold', 0.14),
				width: 1.75,
				points: { show: false }
			}))
		]
	};
}
