/**
 * System errors that a person can fix, in words: which resource is exhausted or unavailable, and
 * what to do. Codes: errno(3), and SQLite's result codes.
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
	hint: 'Raise fs.inotify.max_user_watches and fs.inotify.max_user_instances with sysctl, or stop programs that use them.'
};
const FULL: Words = {
	code: 'disk-full',
	status: 507,
	message: 'The disk of the box is full.',
	hint: 'Remove a pup that you do not need, with its data, or free space in another way. Then try again.'
};
const READ_ONLY: Words = {
	code: 'disk-read-only',
	status: 507,
	message: 'The disk of the box cannot be written to.',
	hint: 'It may be damaged: check the system’s log (dmesg), copy the data from it, and mount it for writing.'
};
const HANDLES: Words = {
	code: 'too-many-open-files',
	status: 503,
	message: 'The box has too many files open.',
	hint: 'Stop programs that open many files or connections. Then try again.'
};
const DISK_FAILS: Words = {
	code: 'disk-failure',
	status: 507,
	message: 'The disk of the box reports errors.',
	hint: 'It may be about to fail: check the system’s log (dmesg), and copy the data from it now.'
};

const BUSY: Words = {
	code: 'database-busy',
	status: 503,
	message: 'Another program has locked the database of the box.',
	hint: 'Nothing was changed. End that program (for example a sqlite3 shell), or try again in a moment.'
};

/** The first matching row applies; `call` restricts a row to some system calls. */
const TABLE: readonly { code: RegExp; call?: RegExp; words: Words }[] = [
	// inotify reports “no space” for its watches, and “too many files” for its instances:
	// inotify(7).
	{ code: /^(ENOSPC|EMFILE)$/, call: /^(watch|inotify_.*)$/, words: WATCHES },
	{ code: /^(ENOSPC|EDQUOT|SQLITE_FULL.*)$/, words: FULL },
	{ code: /^(EROFS|SQLITE_READONLY.*)$/, words: READ_ONLY },
	{ code: /^SQLITE_(BUSY|LOCKED)/, words: BUSY },
	{ code: /^(EIO|SQLITE_IOERR.*|SQLITE_CORRUPT.*)$/, words: DISK_FAILS },
	{ code: /^(EMFILE|ENFILE)$/, words: HANDLES }
];

/** Codes which mean that nothing more can be written to the disk. */
const UNWRITABLE: readonly string[] = [FULL.code, READ_ONLY.code, DISK_FAILS.code];

/**
 * Whether an error means that the disk accepts no more data. Code that can do without the write
 * then continues: an owner who cannot log in cannot free space either.
 */
export function isUnwritable(error: unknown): boolean {
	return UNWRITABLE.includes(codeOf(error) ?? '');
}

/**
 * Like {@link isUnwritable}, or another program locks the database: a write that can wait is
 * retried later.
 */
export function isWriteRefused(error: unknown): boolean {
	return isUnwritable(error) || codeOf(error) === BUSY.code;
}

const codeOf = (error: unknown) => (isBoxError(error) ? error.code : systemError(error)?.code);

/**
 * Performs optional work, which is skipped while the disk accepts no data or another program locks
 * the database.
 * @returns the error that prevented the work; null when it was done
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

/** @returns the error in words; null when it is a BoxError already, or is no such system error */
export function systemError(error: unknown): BoxError | null {
	if (isBoxError(error)) return null;
	const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
	if (typeof code !== 'string') return null;
	const call = typeof syscall === 'string' ? syscall : '';
	const row = TABLE.find((one) => one.code.test(code) && (one.call?.test(call) ?? true));
	return row ? new BoxError({ ...row.words, cause: error }) : null;
}
