/**
 * When and how sources are read. Folders: at once, in turn, and whenever something changes in them.
 * Sources on other machines: as a job where somebody asked for it, quietly where nobody did; never
 * two readings of one source at the same time.
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
	/** The job that reads this source now. */
	jobOf(id: string): string | null;
	/** Somebody is adding it. */
	isPending(id: string): boolean;
	/**
	 * Reads a source that has no row yet; then it has one. Nothing is kept when it cannot be read.
	 * @throws BoxError of the reader, 409 `cancelled`, 503 `stopping`
	 */
	admit(row: SourceRow): Promise<void>;
	/**
	 * Reads it again and waits for it; a failure is written to its row.
	 * @throws BoxError 503 `stopping`
	 */
	refresh(row: SourceRow): Promise<void>;
	/** The same without waiting. */
	ask(row: SourceRow): void;
	/** Ends its readings and removes what is kept on disk. Its row is gone already. */
	forget(id: string): Promise<void>;
	begin(): Promise<void>;
	close(): Promise<void>;
}

export interface RefresherDeps extends SourceUpdateDeps {
	jobs: Jobs;
}

/** Creates the readings. Declares the job, so it comes before the jobs are started. */
export function createRefresher(deps: RefresherDeps): Refresher {
	const { log, rows, contents } = deps;
	const closing = new AbortController();
	/** One reading of a source at a time: two at once could write an old listing over a new one. */
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

	/** A reading nobody asked for: it leaves no job, and gives way to one. */
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
				// What is still being removed under the same id must not take the new one's files
				// with it.
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
			// A folder on another machine that does not answer keeps nothing else from beginning.
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
