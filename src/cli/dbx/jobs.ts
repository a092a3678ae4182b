/** Waits for a job, and shows a progress bar at a terminal. */
import type { Job } from '../../lib/contract/jobs.ts';
import type { Session } from './around.ts';
import { EXIT, Failure } from './failure.ts';
import { bar, cellText } from './output.ts';

/** Seconds per call, with and without a progress bar. */
const POLL = 1;
const WAIT = 60;

const getJob = (session: Session, id: string, wait: number) =>
	session.connection().json<Job>({ method: 'GET', path: `/jobs/${encodeURIComponent(id)}?wait=${wait}` });

/** Waits until a job has ended. The bar is written to stderr, so that stdout stays clean. */
export async function waitForJob(session: Session, id: string): Promise<Job> {
	const { around, json } = session;
	const shows = around.terminal.err && !json;
	for (;;) {
		const job = await getJob(session, id, shows ? POLL : WAIT);
		if (shows) {
			const step = job.steps.find(({ status }) => status === 'running');
			const text = job.waitingFor?.reason ?? step?.note ?? step?.title ?? '';
			around.err(`\r\u001b[K${bar(job.percent)}  ${cellText('', job.title)}  ${cellText('', text).slice(0, 60)}`);
		}
		if (job.finishedAt === null) continue;
		if (shows) around.err('\r\u001b[K');
		return job;
	}
}

/** Prints how a job ended. @throws Failure when it did not succeed */
export function printOutcome(session: Session, job: Job): void {
	if (session.json) session.around.out(`${JSON.stringify(job)}\n`);
	if (job.status === 'succeeded') {
		if (!session.json) session.around.out(`${cellText('', job.title)}: done.\n`);
		return;
	}
	const why = job.error?.reason ?? (job.status === 'cancelled' ? 'It was cancelled.' : 'It failed.');
	throw new Failure(EXIT.failed, `${cellText('', job.title)}: ${cellText('', why)}`, {
		hint: job.error?.hint ?? undefined
	});
}
