/** Whether a database file is whole. */
import { openSqlite } from '../../../sqlite.js';

/** Messages of SQLite's check that are kept. */
const MESSAGES = 5;

/**
 * Reads a database file through and says what is damaged.
 * @param how `quick` leaves out whether indexes hold what their tables do
 * @returns SQLite's words; null for a file that is whole
 * @throws the system's error where it cannot be read at all (busy, no rights)
 */
export function checkDatabaseFile(file: string, how: 'quick' | 'whole'): string | null {
	let opened;
	try {
		opened = openSqlite(file, { fileMustExist: true });
		const check = how === 'quick' ? 'quick_check' : 'integrity_check';
		const rows = opened.pragma(`${check}(${MESSAGES})`) as Record<string, string>[];
		const words = rows.flatMap((row) => Object.values(row));
		return words.length === 1 && words[0] === 'ok' ? null : words.join('; ') || 'the check gave no answer';
	} catch (error) {
		if (isDamage(error)) return (error as Error).message;
		throw error;
	} finally {
		opened?.close();
	}
}

/** Whether SQLite says that a file is damaged, or is no database. */
export function isDamage(error: unknown): boolean {
	const { code } = error as { code?: unknown };
	return typeof code === 'string' && /^SQLITE_(NOTADB|CORRUPT|FORMAT|IOERR_SHORT_READ)/.test(code);
}
