import { notFound } from '../../../contract/errors.ts';
import type { jobOperations } from '../../../contract/operations/jobs.ts';
import type { Services } from '../../services.ts';
import type { HandlersOf } from '../types.ts';

export function jobHandlers({ jobs }: Services): HandlersOf<keyof typeof jobOperations> {
	return {
		'jobs.list': ({ query }) => ({
			jobs: jobs.list({
				limit: query.limit,
				unfinishedOnly: query.unfinished,
				before: query.before,
				subject: query.subject,
				kinds: query.kind,
				statuses: query.status
			})
		}),
		'jobs.get': ({ params }) => {
			const found = jobs.get(params.id);
			if (!found) throw notFound('job', params.id);
			return found;
		},
		'jobs.cancel': ({ params }) => jobs.cancel(params.id)
	};
}
