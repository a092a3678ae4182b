import { orHttpError } from '../../page-errors.ts';
import type { PageServerLoad } from './$types';

/** Boxes on one page. */
const PAGE = 50;
/** Longest age of the values that are shown for a running box. */
const LATEST_SECONDS = 10;

export const load: PageServerLoad = ({ locals: { box }, url, depends }) => {
	depends('box:boxes');
	const asked = url.searchParams.get('after') ?? '';
	const after = /^[0-9a-f]{32}$/.test(asked) ? asked : null;
	// Read before the list, so that changes in between arrive live.
	const seq = box.events.seq;
	const list = orHttpError(() => box.boxes.list({ limit: PAGE, ...(after && { after }) }));
	const latest = Object.fromEntries(
		list.boxes.flatMap(({ id, state }) => {
			if (state !== 'running') return [];
			const { cpu, memory } = box.boxes.stats(id, LATEST_SECONDS).samples;
			return [[id, { cpu: cpu.at(-1) ?? null, memory: memory.at(-1) ?? null }]];
		})
	);
	return { ...list, seq, latest, first: after === null };
};
