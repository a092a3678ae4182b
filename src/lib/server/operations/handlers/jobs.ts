import { notFound } from '../../../contract/errors.ts';
import type { jobOperations } from '../../../contract/operations/jobs.ts';
import type { Services } from '../../services.ts';
import type { CallSlots } from '../call-slots.ts';
import type { HandlersOf } from '../types.ts';

/**
 * Waits until a job has ended, for at most `seconds`.
 * @param signal ends the wait, because nobody reads the answer any more
 */
async function waitFor(jobs: Services['jobs'], id: string, seconds: number, signal: AbortSignal): Promise<void> {
	const over = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]);
	try {
		await jobs.finished(id, over);
	} catch (error) {
		if (!over.aborted) throw error;
	}
}

export function jobHandlers({ jobs }: Services, slots: CallSlots): HandlersOf<keyof typeof jobOperations> {
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
		'jobs.get': async ({ params: { id }, query: { wait } }, { signal }) => {
			const found = jobs.get(id);
			if (!found) throw notFound('job', id);
			if (wait === 0 || found.finishedAt !== null) return found;
			const leave = slots.take();
			await waitFor(jobs, id, wait, signal).finally(leave);
			return jobs.get(id) ?? found;
		},
		'jobs.cancel': ({ params }) => jobs.cancel(params.id)
	};
}
