import { redirect } from '@sveltejs/kit';
import type { LayoutServerLoad } from './$types';

/**
 * Number of finished jobs to load, so that a job that ends while a page loads is still known to the
 * page.
 */
const RECENT_JOBS = 12;

/**
 * Data that every page of the dashboard needs: the box, all pups, running jobs, and the change
 * after which live updates continue.
 */
export const load: LayoutServerLoad = ({ locals, url, depends }) => {
	depends('box:info');
	const { box } = locals;
	if (!box.setup.configured()) redirect(303, '/setup');
	if (!locals.session) redirect(303, `/login?next=${encodeURIComponent(url.pathname + url.search)}`);

	// Read before the data, so that the live connection replays changes in between.
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
