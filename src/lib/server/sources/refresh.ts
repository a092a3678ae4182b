/**
 * Decides when and how sources are read. Folders: at once, one after another, and after each change
 * in them. Remote sources: as a job on request, otherwise in the background. Two readings of one
 * source never run at the same time.
 */
import { BoxError } from '../../contract/errors.ts';
import { createKeyedQueue, within } from '../concurrency/index.ts';
import type { FolderWatch } from '../files/index.ts';
import type { Jobs } from '../jobs/index.ts';
import { asBoxError, createSourceUpdate, type SourceUpdateDeps } from './source-update.ts';
import { defineRefreshJob, REFRESH_WITHIN_MS } from './refresh-job.ts';
import { isLocal, type SourceRow } from './rows.ts';
import { createSchedule } from './schedule.ts';
import { watchSource } from './watch.ts';

/** Longest wait for folders at a start and at a stop, ms. */
const BEGIN_MS = 5000;
const CLOSE_MS = 2000;

export interface Refresher {
	/** The id of the job that currently reads this source. */
	jobOf(id: string): string | null;
	/** Whether the source is being added. */
	isPending(id: string): boolean;
	/**
	 * Reads a source that has no row yet, and then inserts its row. Stores nothing where it cannot
	 * be read.
	 * @throws BoxError of the reader, 409 `cancelled`, 503 `stopping`
	 */
	admit(row: SourceRow): Promise<void>;
	/**
	 * Reads it again and waits for the end. A failure is stored in its row.
	 * @throws BoxError 503 `stopping`
	 */
	refresh(row: SourceRow): Promise<void>;
	/** Does the same without waiting. */
	ask(row: SourceRow): void;
	/** Aborts its readings and removes its files. Its row is already gone. */
	forget(id: string): Promise<void>;
	begin(): Promise<void>;
	close(): Promise<void>;
}

export interface RefresherDeps extends SourceUpdateDeps {
	jobs: Jobs;
}

/** Creates the refresher. It declares the job, so call this before the jobs are started. */
export function createRefresher(deps: RefresherDeps): Refresher {
	const { log, rows, contents } = deps;
	const closing = new AbortController();
	/** One reading of a source at a time: with two, an old listing could overwrite a new one. */
	const inTurn = createKeyedQueue();
	const quiet = new Map<string, AbortController>();
	const leaving = new Map<string, Promise<void>>();
	const watches = new Map<string, FolderWatch>();
	const schedule = createSchedule(refreshQuietly);
	const reading = createSourceUpdate({
		...deps,
		wasRead(row) {
			if (!isLocal(row)) schedule.set(row.id, { lastSeenAt: row.lastSeenAt, failed: false });
		}
	});
	const asked = defineRefreshJob({
		...deps,
		reading,
		inTurn,
		closing: closing.signal,
		beginning: (id) => quiet.get(id)?.abort(),
		failed: ({ id, lastSeenAt }) => schedule.set(id, { lastSeenAt, failed: true })
	});

	function readLocal(id: string): Promise<void> {
		return inTurn(id, async () => {
			const row = rows.get(id);
			if (!row || closing.signal.aborted) return;
			try {
				await reading.keep(id, await reading.listingOf(row, () => {}, closing.signal));
			} catch (error) {
				if (!closing.signal.aborted) reading.fail(id, error);
			}
		});
	}

	/** Reads a source in the background, without a job. A job aborts such a reading. */
	async function refreshQuietly(id: string): Promise<boolean | null> {
		if (closing.signal.aborted || asked.jobOf(id) !== null || quiet.has(id) || leaving.has(id)) return null;
		const stop = new AbortController();
		quiet.set(id, stop);
		const signal = AbortSignal.any([stop.signal, closing.signal, AbortSignal.timeout(REFRESH_WITHIN_MS)]);
		try {
			return await inTurn(id, async () => {
				const row = rows.get(id);
				if (!row || signal.aborted) return null;
				try {
					await reading.keep(id, await reading.listingOf(row, () => {}, signal));
					return true;
				} catch (error) {
					if (stop.signal.aborted || closing.signal.aborted) return null;
					reading.fail(id, error);
					return false;
				}
			});
		} finally {
			quiet.delete(id);
		}
	}

	function watch(row: SourceRow): void {
		if (!isLocal(row) || watches.has(row.id) || closing.signal.aborted) return;
		watches.set(
			row.id,
			watchSource(
				row.location,
				() => void readLocal(row.id),
				(reason) => log.warn({ source: row.id, reason }, 'a folder is not watched any more')
			)
		);
	}

	async function beginOne(row: SourceRow): Promise<void> {
		if (isLocal(row)) {
			await readLocal(row.id);
			return watch(row);
		}
		await contents.clearCheckouts(row.id);
		const restored = await contents.restore(row);
		schedule.set(row.id, {
			lastSeenAt: restored ? row.lastSeenAt : null,
			failed: !restored || row.lastError !== null
		});
	}

	return {
		jobOf: asked.jobOf,
		isPending: (id) => asked.pending.has(id),
		async admit(row) {
			asked.pending.set(row.id, row);
			try {
				// Waits for an ongoing removal of the same id, which would delete the new source's
				// files.
				await leaving.get(row.id);
				if (isLocal(row)) {
					const listing = await reading.listingOf(row, () => {}, closing.signal);
					reading.admit(row, listing);
					await reading.keep(row.id, listing);
					watch(row);
					return;
				}
				deps.readerOf(row.kind);
				const { status, failure } = await asked.submit(row);
				if (status === 'succeeded' && rows.get(row.id)) return;
				await contents.erase(row.id);
				if (status === 'cancelled') {
					throw new BoxError({ code: 'cancelled', status: 409, message: 'The reading of this source was cancelled.' });
				}
				throw asBoxError(failure);
			} catch (error) {
				throw isLocal(row) ? asBoxError(error) : error;
			} finally {
				asked.pending.delete(row.id);
			}
		},
		async refresh(row) {
			if (isLocal(row)) return readLocal(row.id);
			await asked.submit(row);
		},
		ask(row) {
			if (isLocal(row)) return void readLocal(row.id);
			asked.submit(row).catch((err: unknown) => log.debug({ err, source: row.id }, 'a reading was not waited for'));
		},
		forget(id) {
			schedule.forget(id);
			watches.get(id)?.close();
			watches.delete(id);
			quiet.get(id)?.abort();
			asked.cancel(id);
			const gone = inTurn(id, () => contents.erase(id)).finally(() => leaving.delete(id));
			leaving.set(id, gone);
			return gone;
		},
		async begin() {
			const all = rows.all();
			await contents.eraseOthers(all.map((row) => row.id));
			const beginnings = all.map((row) => beginOne(row));
			// A network folder that does not answer must not delay the rest.
			await within(Promise.all(beginnings), BEGIN_MS);
			deps.storeChanged();
		},
		async close() {
			closing.abort();
			for (const one of watches.values()) one.close();
			await within(Promise.all([schedule.close(), inTurn.idle()]), CLOSE_MS);
		}
	};
}
