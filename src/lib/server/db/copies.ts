/**
 * Copies of the database: one a day, kept for a week, each verified before it counts. SQLite's
 * backup interface creates them from the open connection, so that they include the write-ahead log
 * and block nobody. A separate thread verifies them.
 */
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type Sqlite from 'better-sqlite3';
import type { Logger } from 'pino';
import { isDamage, openSqlite } from '../../../sqlite.js';
import { BoxError, isBoxError, messageOf } from '../../contract/errors.ts';
import { systemError } from '../../contract/system-errors.ts';
import { syncFile, syncFolder } from '../files/index.ts';
import { checkAside } from './check.ts';

/** Number of copies that are kept: with one a day, those of a week. */
const COPIES_KEPT = 7;
const DAY_MS = 86_400_000;
/**
 * Interval of checking whether a copy is due, ms. After a sleep of the box a copy is late by no
 * more.
 */
const CHECK_EVERY_MS = 15 * 60_000;
/** Delay after a failed copy, ms. */
const AGAIN_AFTER_MS = 3_600_000;
/**
 * Most time by which a copy may be dated ahead, ms. Beyond that the clock was wrong at the time.
 */
const AHEAD_MS = 60_000;
/** Pages that are copied at once, between other work of dogeboxd. */
const PAGES = 256;

export interface DatabaseCopy {
	/** Name of its file. */
	name: string;
	file: string;
	/** When it was created, milliseconds since the epoch. */
	at: number;
	bytes: number;
}

/** Why there is no new copy. */
export interface CopyProblem {
	at: number;
	message: string;
	hint: string | null;
}

export interface DatabaseCopies {
	/** Starts to create copies when they are due. */
	begin(): void;
	/**
	 * Creates a copy now.
	 * @throws BoxError with an explanation; all earlier copies still exist then
	 */
	create(): Promise<DatabaseCopy>;
	/** Why the last attempt failed; null when it succeeded. */
	problem(): CopyProblem | null;
	/** Waits for a copy in progress. */
	close(): Promise<void>;
}

export const copiesFolder = (data: string): string => join(data, 'copies');

const NAME = /^dogebox-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)\.db$/;

function timeOf(name: string): number {
	const [, day, hour, minute, second] = NAME.exec(name) ?? [];
	return day === undefined ? NaN : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}

const nameFor = (at: number) => `dogebox-${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}.db`;

/** The copies in a folder, newest first. Empty where the folder does not exist. */
export function listCopies(folder: string): DatabaseCopy[] {
	const names = existsSync(folder) ? readdirSync(folder) : [];
	return names
		.flatMap((name) => {
			const at = timeOf(name);
			const file = join(folder, name);
			const stat = Number.isNaN(at) ? undefined : statSync(file, { throwIfNoEntry: false });
			return stat?.isFile() ? [{ name, file, at, bytes: stat.size }] : [];
		})
		.sort((a, b) => b.at - a.at);
}

/** Contents of a copy that help to choose one. */
export interface CopyContent {
	/** SQLite's description of the damage; null for an intact copy. */
	damage: string | null;
	/** Names of the pups in it. */
	pups: string[];
}

/** Reads a whole copy. Never rejects: an unreadable copy counts as damaged. */
export async function readCopy(file: string): Promise<CopyContent> {
	try {
		const damage = await checkAside(file, 'whole');
		if (damage !== null) return { damage, pups: [] };
		const copy = openSqlite(file, { readonly: true, fileMustExist: true });
		try {
			const rows = copy.prepare("SELECT name FROM pups WHERE state <> 'uninstalled' ORDER BY name").all();
			return { damage: null, pups: (rows as { name: string }[]).map(({ name }) => name) };
		} finally {
			copy.close();
		}
	} catch (error) {
		return { damage: messageOf(error), pups: [] };
	}
}

/** Copies beyond the limit: first those that a wrong clock dated ahead, then the oldest. */
function superfluous(copies: readonly DatabaseCopy[], now: number): DatabaseCopy[] {
	const isAhead = ({ at }: DatabaseCopy) => at > now + AHEAD_MS;
	return [...copies.filter((copy) => !isAhead(copy)), ...copies.filter(isAhead)].slice(COPIES_KEPT);
}

/**
 * Creates the copies of an open database.
 * @param deps.folder created with mode 0700 where missing
 * @param deps.now current time, milliseconds since the epoch
 * @param deps.changed called when the result of {@link DatabaseCopies.problem} changes
 */
export function createDatabaseCopies(deps: {
	raw: Sqlite.Database;
	folder: string;
	log: Logger;
	/** Whether the database has anything worth a copy yet. */
	wanted?: () => boolean;
	changed?: () => void;
	now?: () => number;
}): DatabaseCopies {
	const { raw, folder, log } = deps;
	const now = deps.now ?? Date.now;
	let problem: CopyProblem | null = null;
	let running: Promise<DatabaseCopy> | null = null;
	let timer: NodeJS.Timeout | undefined;
	const stopping = new AbortController();

	function isDue(): boolean {
		const present = now();
		const newest = listCopies(folder).find(({ at }) => at <= present + AHEAD_MS);
		if (problem !== null && Math.abs(present - problem.at) < AGAIN_AFTER_MS) return false;
		return newest === undefined || present - newest.at >= DAY_MS;
	}

	function publish(next: CopyProblem | null): void {
		const differs = next?.message !== problem?.message;
		problem = next;
		if (differs) deps.changed?.();
	}

	async function write(): Promise<DatabaseCopy> {
		const at = now();
		const name = nameFor(at);
		const draft = join(folder, `.${name}.tmp`);
		try {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			for (const left of readdirSync(folder)) if (left.startsWith('.dogebox-')) rmSync(join(folder, left));
			// Created here with its mode, so that it is never readable by others.
			closeSync(openSync(draft, 'wx', 0o600));
			await raw.backup(draft, {
				progress() {
					stopping.signal.throwIfAborted();
					return PAGES;
				}
			});
			await seal(draft, stopping.signal);
			renameSync(draft, join(folder, name));
			syncFolder(folder);
			for (const copy of superfluous(listCopies(folder), at)) rmSync(copy.file, { force: true });
			publish(null);
			return listCopies(folder).find((copy) => copy.name === name)!;
		} catch (error) {
			for (const end of ['', '-wal', '-shm', '-journal']) rmSync(draft + end, { force: true });
			const readable = inWords(error);
			publish({ at, message: readable.message, hint: readable.hint ?? null });
			throw readable;
		}
	}

	const writeOnce = () => (running ??= write().finally(() => (running = null)));

	function copyIfDue(): void {
		if (stopping.signal.aborted || running || deps.wanted?.() === false || !isDue()) return;
		writeOnce().then(
			({ name, bytes }) => log.info({ copy: name, bytes }, 'a copy of the database was made'),
			(error: unknown) => log.error({ err: error }, 'no copy of the database could be made')
		);
	}

	return {
		begin() {
			copyIfDue();
			timer = setInterval(copyIfDue, CHECK_EVERY_MS).unref();
		},
		create: writeOnce,
		problem: () => problem,
		async close() {
			stopping.abort(new Error('the box is stopping'));
			clearInterval(timer);
			await running?.catch(() => undefined);
		}
	};
}

/**
 * Turns a copy into a single file without a log, verifies it and syncs it to the disk.
 * @throws BoxError 500 `database-corrupt` where the copy, and so its original, is damaged
 */
async function seal(draft: string, signal: AbortSignal): Promise<void> {
	const damage = singleFile(draft) ?? (await checkAside(draft, 'whole', signal));
	if (damage !== null) {
		throw new BoxError({
			code: 'database-corrupt',
			status: 500,
			message: 'The database is damaged, so no copy of it was kept.',
			hint: 'Restart the box: it then offers to restore one of the earlier copies.',
			cause: new Error(damage)
		});
	}
	syncFile(draft);
}

/** Switches a copy out of WAL mode. @returns the damage, or null */
function singleFile(draft: string): string | null {
	const copy = openSqlite(draft);
	try {
		copy.pragma('journal_mode = DELETE');
		return null;
	} catch (error) {
		if (isDamage(error)) return (error as Error).message;
		throw error;
	} finally {
		copy.close();
	}
}

function inWords(error: unknown): BoxError {
	if (isBoxError(error)) return error;
	return (
		systemError(error) ??
		new BoxError({
			code: 'database-copy-failed',
			status: 500,
			message: `No copy of the database could be made (${messageOf(error)}).`,
			cause: error
		})
	);
}
