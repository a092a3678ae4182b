/** Whether a database file is whole. */
import { Worker } from 'node:worker_threads';
import { isDamage, openSqlite, sqliteDriver } from '../../../sqlite.js';

/** Messages of SQLite's check that are kept. */
const MESSAGES = 5;

/** `quick` leaves out whether indexes hold what their tables do. */
type How = 'quick' | 'whole';

const pragmaOf = (how: How) => `${how === 'quick' ? 'quick_check' : 'integrity_check'}(${MESSAGES})`;

function verdict(rows: readonly Record<string, string>[]): string | null {
	const words = rows.flatMap((row) => Object.values(row));
	return words.length === 1 && words[0] === 'ok' ? null : words.join('; ') || 'the check gave no answer';
}

/**
 * Reads a database file through and says what is damaged. Nothing else happens meanwhile: for files
 * that may be large there is {@link checkAside}.
 * @returns SQLite's words; null for a file that is whole
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

/** What the thread does. As text: it needs no file of its own in the built program. */
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
 * {@link checkDatabaseFile} in a thread of its own: reading 200 MB through takes seconds, in which
 * this one goes on.
 * @param signal ends it
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
