/**
 * Logs on the disk. conmon (as root) opens them by name, creates them with 0600, and creates a new
 * one when one is full. So only root may write to their folder: anybody else could place a link
 * there to any file of the host. dogeboxd reads through its group: the folder passes its group on
 * (setgid), and this module adds the missing mode to each new file.
 */
import {
	appendFile,
	chmod,
	chown,
	link,
	lstat,
	mkdir,
	open,
	readdir,
	rename,
	rm,
	stat,
	writeFile
} from 'node:fs/promises';
import { constants, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { containerId, processName } from '../confine.ts';
import { logFile } from '../programs.ts';
import { verb, type VerbContext } from '../verb.ts';

/** Size at which the box's own lines are rotated, bytes; one older part is kept. */
const NOTE_BYTES = 256 * 1024;

const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;

const LOG_FOLDER_MODE = 0o2750;
const LOG_MODE = 0o640;

/** Whether a log file or folder already belongs to root and is readable by dogeboxd's group. */
function isReadBy({ uid, gid, mode }: Stats, account: { gid: number }, wanted: number): boolean {
	return uid === 0 && gid === account.gid && (mode & 0o7777) === wanted;
}

/** Creates the folder of a container's logs so that dogeboxd can read and watch it. */
export async function openLogFolder(folder: string, { account }: VerbContext): Promise<void> {
	const found = await lstat(folder).catch(() => null);
	if (account && found?.isDirectory() && isReadBy(found, account, LOG_FOLDER_MODE)) return;
	await mkdir(folder, { recursive: true, mode: 0o700 });
	if (!account) return;
	await chown(folder, 0, account.gid);
	await chmod(folder, LOG_FOLDER_MODE);
}

/** Creates a log, or opens the existing one, so that dogeboxd can read it. */
export async function openLog(file: string, { account }: VerbContext): Promise<void> {
	if (!account) return;
	const found = await lstat(file).catch(() => null);
	if (found?.isFile() && isReadBy(found, account, LOG_MODE)) return;
	const handle = await open(file, O_RDWR | O_CREAT | O_NOFOLLOW, 0o600);
	try {
		await handle.chown(0, account.gid);
		await handle.chmod(LOG_MODE);
	} finally {
		await handle.close();
	}
}

const one = v.object({ id: containerId, process: processName });

/** How much is kept of the log of each service of a container. */
export const logLimits = v.object({
	/** Size at which a log is rotated, bytes. */
	fileBytes: v.pipe(v.number(), v.integer(), v.minValue(64_000), v.maxValue(1e9)),
	/** Number of files of a log, including the current one. */
	files: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(100))
});
export type LogLimits = v.InferOutput<typeof logLimits>;

/** Limits of a container without its own. */
export const DEFAULT_LOG_LIMITS: LogLimits = { fileBytes: 8e6, files: 2 };
/** Limit of the file, bytes; a real one is far smaller. */
const MOST_LIMITS = 1000;

const limitsFile = (folder: string) => join(folder, 'limits');

/** Reads the limits of the logs in a folder; null when none were set. */
export async function logLimitsIn(folder: string): Promise<LogLimits | null> {
	const handle = await open(limitsFile(folder), constants.O_RDONLY | O_NOFOLLOW).catch(() => null);
	if (!handle) return null;
	try {
		const bytes = Buffer.alloc(MOST_LIMITS);
		const { bytesRead } = await handle.read(bytes, 0, MOST_LIMITS, 0);
		const read = v.safeParse(logLimits, JSON.parse(bytes.toString('utf8', 0, bytesRead)));
		return read.success ? read.output : null;
	} catch {
		return null;
	} finally {
		await handle.close();
	}
}

/**
 * Sets how much is kept of a container's logs. Surplus older parts are removed at once. The size
 * takes effect at the next start of each service, because its monitor reads it then.
 */
export const logLimit = verb(
	'log.limit',
	v.object({ id: containerId, limits: logLimits }),
	async ({ id, limits }, context): Promise<null> => {
		const folder = join(context.paths.logs, id);
		await openLogFolder(folder, context);
		const file = limitsFile(folder);
		await writeFile(`${file}.new`, JSON.stringify(limits), { mode: 0o600 });
		await openLog(`${file}.new`, context);
		await rename(`${file}.new`, file);
		await trim(folder, limits.files);
		return null;
	}
);

/** Removes surplus parts: `.log.1` is the newest one after the current file. */
async function trim(folder: string, files: number): Promise<void> {
	for (const name of await readdir(folder)) {
		const part = /\.log\.(\d{1,3})$/.exec(name)?.[1];
		if (part !== undefined && Number(part) >= files) await rm(join(folder, name), { force: true });
	}
}

/** Makes a file the newest of a log's older parts; removes the oldest if there are too many. */
async function retire(file: string, log: string): Promise<void> {
	const { files } = (await logLimitsIn(dirname(log))) ?? DEFAULT_LOG_LIMITS;
	await rm(`${log}.${files - 1}`, { force: true });
	for (let part = files - 2; part >= 1; part--) await rename(`${log}.${part}`, `${log}.${part + 1}`).catch(() => {});
	await rename(file, `${log}.1`);
}

/**
 * Rotates a full log: the file at its name becomes an older part, and so does the file at the
 * second name if it is another file.
 */
export async function retireLog(log: string): Promise<void> {
	const [now, before] = await Promise.all([stat(log), stat(`${log}.link`).catch(() => null)]);
	if (before && before.ino !== now.ino) await retire(`${log}.link`, log);
	else await rm(`${log}.link`, { force: true });
	await retire(log, log);
}

/** Creates the folder of a container's logs if it is missing, so that it can be watched. */
export const logOpen = verb('log.open', v.object({ id: containerId }), async ({ id }, context): Promise<null> => {
	await openLogFolder(join(context.paths.logs, id), context);
	return null;
});

/**
 * Updates the second name of a log (`.log.link`) to the current file; the file it named before
 * becomes the newest older part, `.log.1`. Call it when a process begins to write and after each
 * rotation. dogeboxd can read the current log afterwards.
 */
export const logKeep = verb('log.keep', one, async (args, context): Promise<null> => {
	const log = logFile(context.paths, args.id, args.process);
	const [now, before] = await Promise.all([stat(log).catch(() => null), stat(`${log}.link`).catch(() => null)]);
	if (!now) return null;
	await openLog(log, context);
	if (now.ino === before?.ino) return null;
	if (before) await retire(`${log}.link`, log);
	// Renaming one name of a file to another name of the same file does nothing.
	await rm(`${log}.link`, { force: true });
	await link(log, `${log}.link`).catch(() => {});
	return null;
});

/**
 * Adds a line of the box to the log of a service, in a separate file (`.note`): conmon would
 * overwrite it in its own.
 */
export const logNote = verb(
	'log.note',
	v.object({ ...one.entries, line: v.pipe(v.string(), v.maxLength(64 * 1024)) }),
	async (args, context): Promise<null> => {
		const folder = join(context.paths.logs, args.id);
		await openLogFolder(folder, context);
		const file = join(folder, `${args.process}.note`);
		const size = await stat(file).then(
			(found) => found.size,
			() => 0
		);
		if (size > NOTE_BYTES) await rename(file, `${file}.1`);
		await appendFile(file, args.line, { mode: 0o600 });
		await openLog(file, context);
		return null;
	}
);

/**
 * Adds entries to the log of a service that has no monitor of ours. Rotates the log when it is
 * full.
 */
export const logAppend = verb(
	'log.append',
	v.object({ ...one.entries, entries: v.pipe(v.string(), v.maxLength(1024 * 1024)) }),
	async (args, context): Promise<null> => {
		const folder = join(context.paths.logs, args.id);
		await openLogFolder(folder, context);
		const log = logFile(context.paths, args.id, args.process);
		const { fileBytes } = (await logLimitsIn(folder)) ?? DEFAULT_LOG_LIMITS;
		const size = await stat(log).then(
			(found) => found.size,
			() => 0
		);
		if (size > fileBytes) await retireLog(log);
		await openLog(log, context);
		await appendFile(log, args.entries, { mode: 0o600 });
		return null;
	}
);

/** Bytes at the end of a log in which an open line is searched. */
const OPEN_LINE_BYTES = 256 * 1024;

/**
 * Completes the last line of a service that ended without a newline. conmon does not, and the next
 * run would continue the same line. Call it only while nobody writes to the log.
 */
export async function endOpenLines(log: string): Promise<void> {
	const open = new Set(['stdout', 'stderr'] as const);
	for (const file of [log, `${log}.1`]) {
		for (const entry of (await endOf(file)).reverse()) {
			const [, stream, tag] = /^\S+ (stdout|stderr) ([PF])(?: |$)/.exec(entry) ?? [];
			if ((stream !== 'stdout' && stream !== 'stderr') || !open.delete(stream)) continue;
			if (tag === 'P') await appendFile(log, `${new Date().toISOString()} ${stream} F \n`, { mode: 0o600 });
			if (open.size === 0) return;
		}
	}
}

/** Returns the last entries of a log. */
async function endOf(file: string): Promise<string[]> {
	const handle = await open(file, 'r').catch(() => null);
	if (!handle) return [];
	try {
		const { size } = await handle.stat();
		const bytes = Buffer.alloc(Math.min(size, OPEN_LINE_BYTES));
		const { bytesRead } = await handle.read(bytes, 0, bytes.length, size - bytes.length);
		return bytes.toString('latin1', 0, bytesRead).split('\n');
	} finally {
		await handle.close();
	}
}

/** {@link endOpenLines} as a verb, for a service that has ended. */
export const logEnd = verb(
	'log.end',
	v.object({ id: containerId, process: processName }),
	async ({ id, process }, context): Promise<null> => {
		await endOpenLines(logFile(context.paths, id, process));
		return null;
	}
);

/** Folder of the logs of the box's own programs, beside those of containers. */
export const BOX_LOGS = 'box';
const OLDER_PART = /\.(?:log|note)\.\d{1,3}$/;

/** Whether a file in a log folder is an older part, which nobody writes to any more. */
export function isOlderLogPart(name: string): boolean {
	return OLDER_PART.test(name);
}

/**
 * Removes the older parts of all logs of a container or of the box; the current files stay.
 * @returns freed bytes
 */
export const logFree = verb(
	'log.free',
	v.object({ id: v.union([containerId, v.literal(BOX_LOGS)]) }),
	async ({ id }, { paths }): Promise<number> => {
		const folder = join(paths.logs, id);
		let freed = 0;
		for (const name of (await readdir(folder).catch(() => [])).filter(isOlderLogPart)) {
			const file = join(folder, name);
			// Parts are renamed while this runs.
			const found = await lstat(file).catch(() => null);
			await rm(file, { force: true });
			if (found?.nlink === 1) freed += found.size;
		}
		return freed;
	}
);

/** Removes all logs of a container. A missing folder is no error. */
export const logRemove = verb('log.remove', v.object({ id: containerId }), async ({ id }, context): Promise<null> => {
	await rm(join(context.paths.logs, id), { recursive: true, force: true });
	return null;
});
