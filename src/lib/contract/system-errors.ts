/**
 * Errors of the system that a person can mend, in words: what has run out or is closed, and what to
 * do. Codes: errno(3), and SQLite's result codes.
 */
import { BoxError, isBoxError } from './errors.ts';

interface Words {
	code: string;
	status: 503 | 507;
	message: string;
	hint: string;
}

const WATCHES: Words = {
	code: 'no-watches-left',
	status: 503,
	message: 'The system has no file watches left.',
	hint: 'Raise fs.inotify.max_user_watches and fs.inotify.max_user_instances with sysctl, or stop what uses them.'
};
const FULL: Words = {
	code: 'disk-full',
	status: 507,
	message: 'The disk of the box is full.',
	hint: 'Remove a pup that you do not need with its data, or free space in another way; then try again.'
};
const READ_ONLY: Words = {
	code: 'disk-read-only',
	status: 507,
	message: 'The disk of the box cannot be written to.',
	hint: 'It may be damaged: look into the system’s log (dmesg), make a copy of what is on it, and mount it for writing.'
};
const HANDLES: Words = {
	code: 'too-many-open-files',
	status: 503,
	message: 'The box has too many files open.',
	hint: 'Stop what opens many files or connections; then try again.'
};
const DISK_FAILS: Words = {
	code: 'disk-failure',
	status: 507,
	message: 'The disk of the box reports errors.',
	hint: 'It may be about to fail: look into the system’s log (dmesg), and make a copy of what is on it now.'
};

const BUSY: Words = {
	code: 'database-busy',
	status: 503,
	message: 'Another program holds the database of the box.',
	hint: 'Nothing was changed. End that program (a shell of sqlite3, say), or try again in a moment.'
};

/** Rows are looked through from the top; `call` narrows a code to one call of the system. */
const TABLE: readonly { code: RegExp; call?: RegExp; words: Words }[] = [
	// inotify says “no space” of its watches, and “too many files” of its instances: inotify(7).
	{ code: /^(ENOSPC|EMFILE)$/, call: /^(watch|inotify_.*)$/, words: WATCHES },
	{ code: /^(ENOSPC|EDQUOT|SQLITE_FULL.*)$/, words: FULL },
	{ code: /^(EROFS|SQLITE_READONLY.*)$/, words: READ_ONLY },
	{ code: /^SQLITE_(BUSY|LOCKED)/, words: BUSY },
	{ code: /^(EIO|SQLITE_IOERR.*|SQLITE_CORRUPT.*)$/, words: DISK_FAILS },
	{ code: /^(EMFILE|ENFILE)$/, words: HANDLES }
];

/** Codes that say that nothing more can be written to the disk. */
const UNWRITABLE: readonly string[] = [FULL.code, READ_ONLY.code, DISK_FAILS.code];

/**
 * Whether something failed because the disk takes nothing more. What can do without the write goes
 * on: an owner who cannot come in cannot free space either.
 */
export function isUnwritable(error: unknown): boolean {
	return UNWRITABLE.includes(codeOf(error) ?? '');
}

/** The same, or another program holds the database: what can wait is written another time. */
export function isWriteRefused(error: unknown): boolean {
	return isUnwritable(error) || codeOf(error) === BUSY.code;
}

const codeOf = (error: unknown) => (isBoxError(error) ? error.code : systemError(error)?.code);

/**
 * Does what may be left out while the disk takes nothing more, or another program holds the
 * database.
 * @returns what kept it from being done; null where it was done
 * @throws every other failure
 */
export function ifWritable(work: () => void): unknown {
	try {
		work();
		return null;
	} catch (error) {
		if (!isWriteRefused(error)) throw error;
		return error;
	}
}

/** @returns the error in words; null for one that is in words already, or is no such error */
export function systemError(error: unknown): BoxError | null {
	if (isBoxError(error)) return null;
	const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
	if (typeof code !== 'string') return null;
	const call = typeof syscall === 'string' ? syscall : '';
	const row = TABLE.find((one) => one.code.test(code) && (one.call?.test(call) ?? true));
	return row ? new BoxError({ ...row.words, cause: error }) : null;
}
