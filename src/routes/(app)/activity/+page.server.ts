import { readActivity, wantedJobs } from '$lib/components/jobs/activity.ts';
import type { PageServerLoad } from './$types';

const PAGE = 50;

export const load: PageServerLoad = ({ locals, url }) => {
	const before = Number(url.searchParams.get('before'));
	const query = readActivity(url.searchParams);
	const jobs = locals.box.jobs.list({ ...wantedJobs(query), limit: PAGE + 1, ...(before > 0 && { before }) });
	return {
		query,
		jobs: jobs.slice(0, PAGE),
		older: jobs.length > PAGE ? (jobs[PAGE - 1]?.createdAt ?? null) : null,
		paged: before > 0
	};
};
