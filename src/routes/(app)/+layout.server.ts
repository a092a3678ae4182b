import { redirect } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

/** Enough finished jobs that one which ends while a page loads is still known to it. */
const RECENT_JOBS = 12;

/**
 * What every page of the dashboard stands on: the box, all pups, running work, and from which
 * change to go on live.
 */
export const load: LayoutServerLoad = ({ locals, url, depends }) => {
	depends('box:info');
	const { box } = locals;
	if (!box.setup.configured()) redirect(303, '/setup');
	if (!locals.session) redirect(303, `/login?next=${encodeURIComponent(url.pathname + url.search)}`);

	// Read before the data: what happens in between is replayed by the live connection.
	const seq = box.events.seq;
	const unfinished = box.jobs.list({ unfinishedOnly: true });
	const known = new Set(unfinished.map((job) => job.id));
	const recent = box.jobs.list({ limit: RECENT_JOBS }).filter((job) => !known.has(job.id));
	return {
		now: Date.now(),
		box: { ...box.system.info(), claimed: true, configured: true },
		keysLocked: box.auth.keysLocked(),
		live: {
			seq,
			boot: box.bootId,
			version: box.config.version,
			pups: box.pups.list(),
			jobs: [...unfinished, ...recent],
			attention: box.attention.list(),
			stats: box.metrics.boxStats()
		}
	};
};
