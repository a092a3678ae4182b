import { redirect } from '@sveltejs/kit';
import { SPACE_PARTS } from '$lib/contract/box.ts';
import { historyStep, measureOf, RANGES, rangeOf, type Measure } from '$lib/contract/history.ts';
import { LIVE_INTERVAL_MS } from '$lib/contract/samples.ts';
import { spaceParts } from '$lib/server/operations/index.ts';
import { action } from '../../form-actions.ts';
import { text } from '../../form-answers.ts';
import type { Actions, PageServerLoad } from './$types';

/** Length of the small charts in the table. */
const TRAIL_SECONDS = 90;
/** Most pups in one chart, because more lines could not be distinguished. */
const MOST_COMPARED = 6;

type Box = App.Locals['box'];

/** Values of the table that are not live. */
function rowsOf({ pups, metrics }: Box) {
	const resources = new Map(pups.resources().map((one) => [one.id, one]));
	return pups.list().flatMap(({ id }) => {
		const takes = resources.get(id);
		if (!takes) return [];
		const { at, cpu, memory } = metrics.history(id, TRAIL_SECONDS, LIVE_INTERVAL_MS);
		return [{ ...takes, trail: { until: at.at(-1) ?? 0, cpu, memory } }];
	});
}

/** The history of one measure of a pup. */
function historyOf({ metrics }: Box, id: string, measure: Measure, seconds: number) {
	if (measure === 'disk') {
		const { at, values } = metrics.gauges(id, seconds);
		return { at, values: values['disk'] ?? at.map(() => null) };
	}
	const history = metrics.history(id, seconds);
	return { at: history.at, values: history[measure] };
}

/** The requested pups, else those with the highest values. */
function compared(box: Box, measure: Measure, seconds: number, wanted: readonly string[]) {
	const pups = box.pups.list().filter(({ id }) => wanted.length === 0 || wanted.includes(id));
	const mean = (values: readonly (number | null)[]) =>
		values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / Math.max(1, values.length);
	return pups
		.map(({ id, name }) => ({ id, name, ...historyOf(box, id, measure, seconds) }))
		.filter(({ values }) => values.some((value) => value !== null))
		.sort((a, b) => mean(b.values) - mean(a.values))
		.slice(0, MOST_COMPARED);
}

export const load: PageServerLoad = async ({ locals: { box }, url, depends }) => {
	depends('box:resources');
	const range = rangeOf(url.searchParams.get('range'));
	const measure = measureOf(url.searchParams.get('measure'));
	const { seconds } = RANGES[range];
	const chosen = url.searchParams.getAll('pup').slice(0, MOST_COMPARED);
	return {
		range,
		measure,
		chosen,
		until: Date.now(),
		stepMs: historyStep(seconds),
		rows: rowsOf(box),
		history: box.metrics.history('box', seconds),
		gauges: box.metrics.gauges('box', seconds),
		compared: compared(box, measure, seconds, chosen),
		disks: box.space.disks(),
		parts: await spaceParts(box),
		/** Bytes that were freed, for pages without JavaScript. */
		freed: url.searchParams.get('freed')
	};
};

export const actions: Actions = {
	free: action('free', ['box.freeSpace'], async ({ form, ask }) => {
		const what = SPACE_PARTS.find((part) => part === text(form, 'what')) ?? 'layers';
		const { freed } = await ask('box.freeSpace', { query: {}, body: { what: [what] } });
		redirect(303, `/resources?freed=${freed[0]?.bytes ?? 0}#space`);
	})
};
