/**
 * Logs on the disk. conmon (as root) opens them by name, makes them 0600, and makes a new one when
 * one is full; so their folder is root's alone, or whoever could write there could lead it to any
 * file of the host by a link. dogeboxd reads them by its group: the folder hands its group on
 * (setgid), and what of a file's mode is missing is added here, at its start and at each new file.
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

/** Size at which the box's own lines begin anew, bytes; one older part is kept. */
const NOTE_BYTES = 256 * 1024;

const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;

const LOG_FOLDER_MODE = 0o2750;
const LOG_MODE = 0o640;

/** Whether a file or folder of logs is root's, and read by dogeboxd's group, already. */
function isReadBy({ uid, gid, mode }: Stats, account: { gid: number }, wanted: number): boolean {
	return uid === 0 && gid === account.gid && (mode & 0o7777) === wanted;
}

/** Creates the folder of a container's logs, so that dogeboxd can read and watch it. */
export async function openLogFolder(folder: string, { account }: VerbContext): Promise<void> {
	const found = await lstat(folder).catch(() => null);
	if (account && found?.isDirectory() && isReadBy(found, account, LOG_FOLDER_MODE)) return;
	await mkdir(folder, { recursive: true, mode: 0o700 });
	if (!account) return;
	await chown(folder, 0, account.gid);
	await chmod(folder, LOG_FOLDER_MODE);
}

/** Creates a log, or opens the one that is there, for reading by dogeboxd. */
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
	/** Size at which a log begins anew, bytes. */
	fileBytes: v.pipe(v.number(), v.integer(), v.minValue(64_000), v.maxValue(1e9)),
	/** Files of a log, with the one that is written to. */
	files: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(100))
});
export type LogLimits = v.InferOutput<typeof logLimits>;

/** Of whom nobody set any. */
export const DEFAULT_LOG_LIMITS: LogLimits = { fileBytes: 8e6, files: 2 };
/** Nothing that was written to it is near this, bytes. */
const MOST_LIMITS = 1000;

const limitsFile = (folder: string) => join(folder, 'limits');

/** The limits that were set for the logs in a folder; null where none were. */
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
 * Sets how much is kept of the logs of a container. Older parts that are too many go at once; the
 * size counts from the next start of each service, since its monitor learns it then.
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

/** Removes parts that are too many: `.log.1` is the first behind the one that is written to. */
async function trim(folder: string, files: number): Promise<void> {
	for (const name of await readdir(folder)) {
		const part = /\.log\.(\d{1,3})$/.exec(name)?.[1];
		if (part !== undefined && Number(part) >= files) await rm(join(folder, name), { force: true });
	}
}

/** Makes a file the newest of a log's older parts; the oldest goes where there are too many. */
async function retire(file: string, log: string): Promise<void> {
	const { files } = (await logLimitsIn(dirname(log))) ?? DEFAULT_LOG_LIMITS;
	await rm(`${log}.${files - 1}`, { force: true });
	for (let part = files - 2; part >= 1; part--) await rename(`${log}.${part}`, `${log}.${part + 1}`).catch(() => {});
	await rename(file, `${log}.1`);
}

/**
 * What stands under a log's name is full: it becomes an older part, as does what stands under the
 * second name, where that is another file.
 */
export async function retireLog(log: string): Promise<void> {
	const [now, before] = await Promise.all([stat(log), stat(`${log}.link`).catch(() => null)]);
	if (before && before.ino !== now.ino) await retire(`${log}.link`, log);
	else await rm(`${log}.link`, { force: true });
	await retire(log, log);
}

/**
 * Creates the folder of a container's logs where it is missing: there is something to watch then.
 */
export const logOpen = verb('log.open', v.object({ id: containerId }), async ({ id }, context): Promise<null> => {
	await openLogFolder(join(context.paths.logs, id), context);
	return null;
});

/**
 * Lets the second name of a log (`.log.link`) follow the first; what it named until now is the
 * newest of the older parts, `.log.1`. To be called when a process begins to write and whenever
 * its log begins anew. The present log can be read by dogeboxd afterwards.
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
 * Adds a line of the box's own to those of a service, in a file beside (`.note`): conmon would
 * write over it.
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
 * Adds entries to a service's log, where no monitor of ours writes it. A log that is full begins
 * anew.
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

/** How much of a log's end is looked through for an open line, bytes. */
const OPEN_LINE_BYTES = 256 * 1024;

/**
 * Ends what a service that has ended left without a newline: conmon does not, and the next run
 * would write on in the same line. To be called when nobody writes to the log.
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

/** The last entries of a log. */
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

/** As {@link endOpenLines}, once a service has ended. */
export const logEnd = verb(
	'log.end',
	v.object({ id: containerId, process: processName }),
	async ({ id, process }, context): Promise<null> => {
		await endOpenLines(logFile(context.paths, id, process));
		return null;
	}
);

/** Folder of the logs of the box's own programs, among those of containers. */
export const BOX_LOGS = 'box';
const OLDER_PART = /\.(?:log|note)\.\d{1,3}$/;

/** Whether a file in a folder of logs is a part that nobody writes to any more. */
export function isOlderLogPart(name: string): boolean {
	return OLDER_PART.test(name);
}

/**
 * Removes the older parts of all logs of a container or of the box; what is written to stays.
 * @returns bytes
 */
export const logFree = verb(
	'log.free',
	v.object({ id: v.union([containerId, v.literal(BOX_LOGS)]) }),
	async ({ id }, { paths }): Promise<number> => {
		const folder = join(paths.logs, id);
		let freed = 0;
		for (const name of (await readdir(folder).catch(() => [])).filter(isOlderLogPart)) {
			const file = join(folder, name);
			// Parts move on while this runs.
			const found = await lstat(file).catch(() => null);
			await rm(file, { force: true });
			if (found?.nlink === 1) freed += found.size;
		}
		return freed;
	}
);

/** Removes all logs of a container. Nothing there is no error. */
export const logRemove = verb('log.remove', v.object({ id: containerId }), async ({ id }, context): Promise<null> => {
	await rm(join(context.paths.logs, id), { recursive: true, force: true });
	return null;
});
