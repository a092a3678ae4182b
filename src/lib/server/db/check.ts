/** Checks the integrity of a database file. */
import { Worker } from 'node:worker_threads';
import { isDamage, openSqlite, sqliteDriver } from '../../../sqlite.js';

/** Most messages of SQLite's check. */
const MESSAGES = 5;

/** `quick` does not compare indexes with their tables. */
type How = 'quick' | 'whole';

const pragmaOf = (how: How) => `${how === 'quick' ? 'quick_check' : 'integrity_check'}(${MESSAGES})`;

function verdict(rows: readonly Record<string, string>[]): string | null {
	const words = rows.flatMap((row) => Object.values(row));
	return words.length === 1 && words[0] === 'ok' ? null : words.join('; ') || 'the check gave no answer';
}

/**
 * Checks a whole database file. It blocks this thread; for large files use {@link checkAside}.
 * @returns SQLite's message; null for an intact file
 * @throws the system's error where it cannot be read at all (busy, no rights)
 */
export function checkDatabaseFile(file: string, how: How): string | null {
	let opened;
	try {
		opened = openSqlite(file, { fileMustExist: true });
		return verdict(opened.pragma(pragmaOf(how)) as Record<string, string>[]);
	} catch (error) {
		if (isDamage(error)) return (error as Error).message;
		throw error;
	} finally {
		opened?.close();
	}
}

/** The code of the thread, as text so that the built program needs no file for it. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
let answer, opened;
try {
	opened = new (require(workerData.driver))(workerData.file, { fileMustExist: true });
	answer = { rows: opened.pragma(workerData.pragma) };
} catch ({ code, message }) {
	answer = { code, message };
} finally {
	opened?.close();
}
parentPort.postMessage(answer);`;

type Answer = { rows: Record<string, string>[] } | { code: string | undefined; message: string };

/**
 * Runs {@link checkDatabaseFile} in a thread, because reading 200 MB takes seconds.
 * @param signal aborts the check
 */
export async function checkAside(file: string, how: How, signal?: AbortSignal): Promise<string | null> {
	signal?.throwIfAborted();
	const thread = new Worker(THREAD, {
		eval: true,
		execArgv: [],
		workerData: { driver: sqliteDriver(), file, pragma: pragmaOf(how) }
	});
	const end = () => void thread.terminate();
	signal?.addEventListener('abort', end);
	try {
		const answer = await new Promise<Answer>((resolve, reject) => {
			thread.once('message', resolve);
			thread.once('error', reject);
			thread.once('exit', () => reject((signal?.reason as Error) ?? new Error('the check of the database was ended')));
		});
		if ('rows' in answer) return verdict(answer.rows);
		if (isDamage(answer)) return answer.message;
		throw Object.assign(new Error(answer.message), { code: answer.code });
	} finally {
		signal?.removeEventListener('abort', end);
	}
}
