/** The job that reads a source on request, with progress, a log and a way to cancel it. */
import { BoxError } from '../../contract/errors.ts';
import type { Jobs } from '../jobs/index.ts';
import { asBoxError, type SourceUpdate } from './source-update.ts';
import type { SourceRow, SourceRows } from './rows.ts';

/** Longest reading, milliseconds. */
export const REFRESH_WITHIN_MS = 20 * 60_000;

interface ReadJob {
	id: string;
	name: string;
}

export interface RefreshJobDeps {
	jobs: Jobs;
	rows: SourceRows;
	reading: SourceUpdate;
	/** Runs one reading of a source at a time. */
	inTurn<T>(id: string, work: () => Promise<T>): Promise<T>;
	/** Called when a job begins with this source, so that a background reading of it is aborted. */
	beginning(id: string): void;
	/** Called when the source could not be read. */
	failed(row: SourceRow): void;
	publish(row: SourceRow): void;
	/** Aborted when the sources are closed. */
	closing: AbortSignal;
}

export interface RefreshJobs {
	/** The id of the job that currently reads this source. */
	jobOf(id: string): string | null;
	/**
	 * Sources that are being added. Only in memory, because credentials must not be stored in a
	 * job.
	 */
	readonly pending: Map<string, SourceRow>;
	/** Submits a job, or joins the one in progress. @returns how it ended */
	submit(row: SourceRow): Promise<{ status: string; failure: unknown }>;
	/** Cancels the job of a source, where there is one. */
	cancel(id: string): void;
}

const nameOf = (row: SourceRow) => row.customName ?? row.name;

/** Declares the job. Call this before the jobs are started. */
export function defineRefreshJob(deps: RefreshJobDeps): RefreshJobs {
	const { jobs, rows, reading, inTurn, publish } = deps;
	const pending = new Map<string, SourceRow>();
	/** The error of each failed job, as it was thrown. */
	const failures = new Map<string, unknown>();
	const jobIds = new Map<string, string>();

	const handle = jobs.define<ReadJob>({
		kind: 'source.read',
		title: ({ name }) => `Read ${name}`,
		resources: ({ id }) => [`source:${id}`],
		subject: ({ id }) => ({ kind: 'source', id }),
		conflict: 'join',
		afterCrash: 'resume',
		timeoutMs: REFRESH_WITHIN_MS,
		steps: [
			{
				name: 'read',
				title: 'Reading what it offers',
				weight: 1,
				run: async ({ input: { id }, jobId, progress, signal, log: line }) => {
					deps.beginning(id);
					await inTurn(id, async () => {
						const fresh = pending.get(id);
						const row = fresh ?? rows.get(id);
						// It was removed in the meantime, or was being added when the box stopped.
						if (!row) return line('This source no longer exists.');
						try {
							const listing = await reading.listingOf(row, progress, signal);
							if (fresh) {
								signal.throwIfAborted();
								reading.admit(fresh, listing);
							}
							await reading.keep(id, listing);
							line(`It offers ${listing.pups.length} pups.`);
							for (const { location, reason } of listing.unreadable) line(`${location}: ${reason}`);
						} catch (error) {
							failures.set(jobId, error);
							if (!fresh && !signal.aborted) {
								reading.fail(id, error);
								deps.failed(row);
							}
							throw asBoxError(error);
						}
					});
				}
			}
		]
	});

	/** Submits a job, or joins the one in progress. @returns how it ended */
	function submit(row: SourceRow): Promise<{ status: string; failure: unknown }> {
		const job = handle.submit({ id: row.id, name: nameOf(row) }, { requestedBy: 'owner' });
		jobIds.set(row.id, job.id);
		if (!pending.has(row.id)) publish(row);
		const over = () => {
			if (jobIds.get(row.id) === job.id) jobIds.delete(row.id);
			const now = rows.get(row.id);
			if (now && !deps.closing.aborted) publish(now);
		};
		return handle.finished(job.id).then(
			({ status, error }) => {
				over();
				const failure = failures.get(job.id) ?? (error && jobFailure(error));
				failures.delete(job.id);
				return { status, failure };
			},
			(error: unknown) => {
				over();
				throw error;
			}
		);
	}

	return {
		jobOf: (id) => jobIds.get(id) ?? null,
		pending,
		submit,
		cancel(id) {
			const jobId = jobIds.get(id);
			try {
				if (jobId) jobs.cancel(jobId);
			} catch {
				// It has already ended.
			}
		}
	};
}

function jobFailure({ code, reason, hint }: { code: string; reason: string; hint: string | null }): BoxError {
	return new BoxError({ code, status: 422, message: reason, ...(hint && { hint }) });
}
