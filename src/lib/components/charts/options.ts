import type UPlot from 'uplot';

const AXIS_FONT = '11px Inter, system-ui, sans-serif';

/**
 * Options of uPlot for our charts: quiet axes, a gold first series, colours read from the tokens at
 * each drawing (a canvas knows no custom properties), so that a change of theme is a redraw.
 *
 * @param config size in CSS pixels, labels of the series, how values are told, lowest top of the
 *   scale, length of the time axis in seconds, what to tell when the cursor moves, an element to
 *   read colours from
 */
export function chartOptions(config: {
	width: number;
	height: number;
	labels: string[];
	format: (value: number) => string;
	min: () => number;
	seconds: () => number;
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
				fill: (_, index) => colour(index === 1 ? '--gold' : '--edge')
			}
		},
		hooks: { setCursor: [(plot) => config.onHover(plot.cursor.idx ?? null)] },
		scales: {
			x: {
				time: true,
				range: (_, from, to) => {
					const end = to ?? Date.now() / 1000;
					return [Math.min(from ?? end, end - config.seconds()), end];
				}
			},
			y: { range: (_, __, max) => [0, Math.max(config.min(), max ?? 0) * 1.08] }
		},
		axes: [
			{
				...axis,
				size: 26,
				gap: 6,
				space: 70,
				grid: { show: false },
				values: (_, splits) =>
					splits.map((at) => new Date(at * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }))
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
				stroke: () => colour(index ? '--edge' : '--gold'),
				fill: index ? undefined : () => colour('--gold', 0.14),
				width: 1.75,
				points: { show: false }
			}))
		]
	};
}
