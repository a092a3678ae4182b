/**
 * When and how sources are read. Folders: at once, in turn, and whenever something changes in them. Sources on other machines: as a
 * job where somebody asked for it, quietly where nobody did; never two readings of one source at the same time.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { createKeyedQueue } from '../concurrency/index.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Contents } from './contents.ts';
import { reasonOf } from './folder.ts';
import { isLocal, type SourceRow, type SourceRows } from './rows.ts';
import { createSchedule } from './schedule.ts';
import type { ReaderInput, ReadProgress, SourceListing, SourceReader } from './types.ts';
import type { FolderWatch } from '../files/index.ts';
import { watchSource } from './watch.ts';

const KIND = 'source.read';
const TIMEOUT_MS = 20 * 60_000;
/** Longest wait for folders at a start and at a stop, ms. */
const BEGIN_MS = 5000;
const CLOSE_MS = 2000;
/** Part of a reading that the source itself takes; the rest is for logos. */
const READING_SHARE = 0.95;
/** Codes of the outbound room that mean: nobody answered. */
const NOT_REACHED = new Set(['unreachable', 'too-slow']);
const NO_INTERNET =
	'The internet cannot be reached from here, so what it offers cannot be looked up. It is tried again by itself.';

interface ReadJob {
	id: string;
	name: string;
}

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
	/** Reads it anew and waits for it; a failure is written to its row. @throws BoxError 503 `stopping` */
	refresh(row: SourceRow): Promise<void>;
	/** The same without waiting. */
	ask(row: SourceRow): void;
	/** Ends its readings and removes what is kept on disk. Its row is gone already. */
	forget(id: string): Promise<void>;
	begin(): Promise<void>;
	close(): Promise<void>;
}

export interface RefresherDeps {
	jobs: Jobs;
	log: Logger;
	rows: SourceRows;
	contents: Contents;
	readerOf(kind: SourceRow['kind']): SourceReader;
	inputOf(row: SourceRow): ReaderInput;
	/** Tells all views how this source is now. */
	publish(row: SourceRow): void;
	storeChanged(): void;
	isOfficial(row: SourceRow): boolean;
}

/** A source’s own name is a stranger's text. */
const plainName = (name: string) =>
	name
		// eslint-disable-next-line no-control-regex
		.replace(/[\u0000-\u001f\u007f]+/g, ' ')
		.trim()
		.slice(0, 100) || 'Pups';
const nameOf = (row: SourceRow) => row.customName ?? row.name;

/** Makes the readings. Declares the job, so it comes before the jobs are started. */
export function createRefresher(deps: RefresherDeps): Refresher {
	const { jobs, log, rows, contents } = deps;
	const closing = new AbortController();
	/** Being added; in memory alone, since credentials belong into no job. */
	const pending = new Map<string, SourceRow>();
	/** Why a job failed, as it was thrown. */
	const failures = new Map<string, unknown>();
	const jobIds = new Map<string, string>();
	/** One reading of a source at a time: two at once could write an old listing over a new one. */
	const inTurn = createKeyedQueue();
	const quiet = new Map<string, AbortController>();
	const leaving = new Map<string, Promise<void>>();
	const watches = new Map<string, FolderWatch>();
	const schedule = createSchedule(lookQuietly);

	async function listingOf(row: SourceRow, progress: ReadProgress, signal: AbortSignal): Promise<SourceListing> {
		const reader = deps.readerOf(row.kind);
		const input = deps.inputOf(row);
		const listing = await reader.read(input, (part, note) => progress(part * READING_SHARE, note), signal);
		if (!isLocal(row)) {
			progress(READING_SHARE, 'Fetching logos');
			await contents.fillLogos(row, listing, reader, input);
		}
		return listing;
	}

	/** Writes what was read; a source that was removed meanwhile stays removed. */
	async function keep(id: string, listing: SourceListing): Promise<void> {
		const before = rows.get(id);
		const row = before && rows.set(id, { name: plainName(listing.name), lastSeenAt: Date.now(), lastError: null });
		if (!row) return;
		const changed = await contents.put(row, listing);
		if (!rows.get(id)) return contents.forget(id);
		if (!isLocal(row)) schedule.set(id, { lastSeenAt: row.lastSeenAt, failed: false });
		if (changed || before.lastError !== null || before.name !== row.name) {
			deps.publish(row);
			deps.storeChanged();
		}
	}

	/** What it offered before stays when it cannot be read now (an unplugged disk, no network). */
	function fail(id: string, error: unknown): void {
		const before = rows.get(id);
		if (!before) return;
		const lastError = sentence(before, error);
		log[isLocal(before) ? 'warn' : 'info']({ source: id, err: error }, 'a source cannot be read');
		if (lastError === before.lastError) return;
		const row = rows.set(id, { lastError });
		if (row) deps.publish(row);
	}

	function sentence(row: SourceRow, error: unknown): string {
		if (deps.isOfficial(row) && isBoxError(error) && NOT_REACHED.has(error.code)) return NO_INTERNET;
		const hint = isBoxError(error) && error.hint ? ` ${error.hint}` : '';
		return `${reasonOf(error)}${hint}`.slice(0, 500);
	}

	function readLocal(id: string): Promise<void> {
		return inTurn(id, async () => {
			const row = rows.get(id);
			if (!row || closing.signal.aborted) return;
			try {
				await keep(id, await listingOf(row, () => {}, closing.signal));
			} catch (error) {
				if (!closing.signal.aborted) fail(id, error);
			}
		});
	}

	/** A reading nobody asked for: it leaves no job, and gives way to one. */
	async function lookQuietly(id: string): Promise<boolean | null> {
		if (closing.signal.aborted || jobIds.has(id) || quiet.has(id) || leaving.has(id)) return null;
		const stop = new AbortController();
		quiet.set(id, stop);
		const signal = AbortSignal.any([stop.signal, closing.signal, AbortSignal.timeout(TIMEOUT_MS)]);
		try {
			return await inTurn(id, async () => {
				const row = rows.get(id);
				if (!row || signal.aborted) return null;
				try {
					await keep(id, await listingOf(row, () => {}, signal));
					return true;
				} catch (error) {
					if (stop.signal.aborted || closing.signal.aborted) return null;
					fail(id, error);
					return false;
				}
			});
		} finally {
			quiet.delete(id);
		}
	}

	const reading = jobs.define<ReadJob>({
		kind: KIND,
		title: ({ name }) => `Read ${name}`,
		resources: ({ id }) => [`source:${id}`],
		subject: ({ id }) => ({ kind: 'source', id }),
		conflict: 'join',
		afterCrash: 'resume',
		timeoutMs: TIMEOUT_MS,
		steps: [
			{
				name: 'read',
				title: 'Reading what it offers',
				weight: 1,
				run: async ({ input: { id }, jobId, progress, signal, log: line }) => {
					quiet.get(id)?.abort();
					await inTurn(id, async () => {
						const fresh = pending.get(id);
						const row = fresh ?? rows.get(id);
						// Removed meanwhile, or being added when the box was stopped.
						if (!row) return line('This source is not there any more.');
						try {
							const listing = await listingOf(row, progress, signal);
							if (fresh) {
								signal.throwIfAborted();
								rows.insert({ ...fresh, name: plainName(listing.name) });
							}
							await keep(id, listing);
							line(`It offers ${listing.pups.length} pups.`);
							for (const { location, reason } of listing.unreadable) line(`${location}: ${reason}`);
						} catch (error) {
							failures.set(jobId, error);
							if (!fresh && !signal.aborted) {
								fail(id, error);
								schedule.set(id, { lastSeenAt: row.lastSeenAt, failed: true });
							}
							throw asBoxError(error);
						}
					});
				}
			}
		]
	});

	/** Asks for a job, or joins the one that is under way. @returns its end */
	function submit(row: SourceRow): Promise<{ status: string; failure: unknown }> {
		const job = reading.submit({ id: row.id, name: nameOf(row) }, { requestedBy: 'owner' });
		jobIds.set(row.id, job.id);
		if (!pending.has(row.id)) deps.publish(row);
		const over = () => {
			if (jobIds.get(row.id) === job.id) jobIds.delete(row.id);
			const now = rows.get(row.id);
			if (now && !closing.signal.aborted) deps.publish(now);
		};
		return reading.finished(job.id).then(
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
		jobOf: (id) => jobIds.get(id) ?? null,
		isPending: (id) => pending.has(id),
		async admit(row) {
			pending.set(row.id, row);
			try {
				// What is still being removed under the same id must not take the new one's files with it.
				await leaving.get(row.id);
				if (isLocal(row)) {
					const listing = await listingOf(row, () => {}, closing.signal);
					rows.insert({ ...row, name: plainName(listing.name) });
					await keep(row.id, listing);
					watch(row);
					return;
				}
				deps.readerOf(row.kind);
				const { status, failure } = await submit(row);
				if (status === 'succeeded' && rows.get(row.id)) return;
				await contents.erase(row.id);
				if (status === 'cancelled') {
					throw new BoxError({ code: 'cancelled', status: 409, message: 'The reading of this source was cancelled.' });
				}
				throw asBoxError(failure);
			} catch (error) {
				throw isLocal(row) ? asBoxError(error) : error;
			} finally {
				pending.delete(row.id);
			}
		},
		async refresh(row) {
			if (isLocal(row)) return readLocal(row.id);
			await submit(row);
		},
		ask(row) {
			if (isLocal(row)) return void readLocal(row.id);
			submit(row).catch((err: unknown) => log.debug({ err, source: row.id }, 'a reading was not waited for'));
		},
		forget(id) {
			schedule.forget(id);
			watches.get(id)?.close();
			watches.delete(id);
			quiet.get(id)?.abort();
			const jobId = jobIds.get(id);
			try {
				if (jobId) jobs.cancel(jobId);
			} catch {
				// It is over already.
			}
			const gone = inTurn(id, () => contents.erase(id)).finally(() => leaving.delete(id));
			leaving.set(id, gone);
			return gone;
		},
		async begin() {
			const all = rows.all();
			await contents.eraseOthers(all.map((row) => row.id));
			const beginnings = all.map((row) => beginOne(row));
			// A folder on another machine that does not answer keeps nothing else from beginning.
			await Promise.race([Promise.all(beginnings), delay(BEGIN_MS, undefined, { ref: false })]);
			deps.storeChanged();
		},
		async close() {
			closing.abort();
			for (const one of watches.values()) one.close();
			await Promise.race([Promise.all([schedule.close(), inTurn.idle()]), delay(CLOSE_MS, undefined, { ref: false })]);
		}
	};
}

function jobFailure({ code, reason, hint }: { code: string; reason: string; hint: string | null }): BoxError {
	return new BoxError({ code, status: 422, message: reason, ...(hint && { hint }) });
}

/** What leaves the room is one family; what the system says of a folder becomes a sentence. */
function asBoxError(error: unknown): unknown {
	if (isBoxError(error)) return error;
	const code = (error as NodeJS.ErrnoException | undefined)?.code;
	if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return error;
	return new BoxError({ code: 'bad-source', status: 422, message: `This source: ${reasonOf(error)}.`, cause: error });
}
