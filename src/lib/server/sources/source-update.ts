/**
 * Carries out one reading of a source: calls its reader, stores row and listing, and publishes the
 * change.
 */
import type { Logger } from 'pino';
import { BoxError, isBoxError } from '../../contract/errors.ts';
import { showPlain } from '../../contract/hidden-characters.ts';
import type { Contents } from './contents.ts';
import { reasonOf } from './folder.ts';
import { isLocal, type SourceRow, type SourceRows } from './rows.ts';
import type { ReaderInput, ReadProgress, SourceListing, SourceReader } from './types.ts';

/** Share of the progress for the source itself; the rest is for logos. */
const READING_SHARE = 0.95;
/** Codes of the outbound module that mean that nobody answered. */
const NOT_REACHED = new Set(['unreachable', 'too-slow']);
const NO_INTERNET =
	'The internet cannot be reached from here, so what it offers cannot be looked up. The box tries again automatically.';

export interface SourceUpdateDeps {
	log: Logger;
	rows: SourceRows;
	contents: Contents;
	readerOf(kind: SourceRow['kind']): SourceReader;
	inputOf(row: SourceRow): ReaderInput;
	/** Publishes the current state of a source. */
	publish(row: SourceRow): void;
	storeChanged(): void;
	isOfficial(row: SourceRow): boolean;
}

export interface SourceUpdate {
	/** Reads a source with its logos; stores nothing. @throws those of the reader */
	listingOf(row: SourceRow, progress: ReadProgress, signal: AbortSignal): Promise<SourceListing>;
	/** Inserts the row of a source that was read. */
	admit(row: SourceRow, listing: SourceListing): void;
	/** Stores a listing. A source that was removed in the meantime stays removed. */
	keep(id: string, listing: SourceListing): Promise<void>;
	/** Stores why it could not be read. */
	fail(id: string, error: unknown): void;
}

/** A source’s own name is untrusted text. */
const plainName = (name: string) => showPlain(name.replace(/\s+/g, ' ')).trim().slice(0, 100) || 'Pups';

/** @param deps.wasRead called with each source that was read, before the change is published */
export function createSourceUpdate(deps: SourceUpdateDeps & { wasRead(row: SourceRow): void }): SourceUpdate {
	const { log, rows, contents } = deps;

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

	/** Stores a listing. A source that was removed in the meantime stays removed. */
	async function keep(id: string, listing: SourceListing): Promise<void> {
		const before = rows.get(id);
		const row = before && rows.set(id, { name: plainName(listing.name), lastSeenAt: Date.now(), lastError: null });
		if (!row) return;
		const changed = await contents.store(row, listing);
		if (!rows.get(id)) return contents.forget(id);
		deps.wasRead(row);
		if (changed || before.lastError !== null || before.name !== row.name) {
			deps.publish(row);
			deps.storeChanged();
		}
	}

	/** The previous offers stay while it cannot be read (an unplugged disk, no network). */
	function fail(id: string, error: unknown): void {
		const before = rows.get(id);
		if (!before) return;
		const lastError = sentence(before, error);
		// An expected failure needs no stack trace. The program's own words help with diagnosis.
		const about = isBoxError(error)
			? {
					code: error.code,
					reason: error.message,
					...(error.cause instanceof Error && { words: error.cause.message.slice(0, 500) })
				}
			: { err: error };
		log[isLocal(before) ? 'warn' : 'info']({ source: id, ...about }, 'a source cannot be read');
		if (lastError === before.lastError) return;
		const row = rows.set(id, { lastError });
		if (row) deps.publish(row);
	}

	function sentence(row: SourceRow, error: unknown): string {
		if (deps.isOfficial(row) && isBoxError(error) && NOT_REACHED.has(error.code)) return NO_INTERNET;
		const hint = isBoxError(error) && error.hint ? ` ${error.hint}` : '';
		return `${reasonOf(error)}${hint}`.slice(0, 500);
	}

	return {
		listingOf,
		admit: (row, listing) => rows.insert({ ...row, name: plainName(listing.name) }),
		keep,
		fail
	};
}

/** Converts system errors of a folder to a BoxError; returns any other error unchanged. */
export function asBoxError(error: unknown): unknown {
	if (isBoxError(error)) return error;
	const code = (error as NodeJS.ErrnoException | undefined)?.code;
	if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return error;
	return new BoxError({ code: 'bad-source', status: 422, message: `This source: ${reasonOf(error)}.`, cause: error });
}
