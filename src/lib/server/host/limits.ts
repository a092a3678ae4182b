/** Limits of this process, which what it starts inherits, and of the host. */
import { readFile, writeFile } from 'node:fs/promises';

/** Open files that a program may have until it asks for more. */
export const OPEN_FILES = 65_536;

/** Most that a kernel allows by default (fs.nr_open): for a process without a limit. */
const NO_LIMIT = 1_048_576;

/**
 * This process' hard limit of open files; raising one needs a right that even root may lack.
 * Format: proc(5), “limits”.
 */
export async function openFilesHardLimit(): Promise<number> {
	const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(await readFile('/proc/self/limits', 'utf8'))?.[1]);
	return Number.isInteger(hard) ? hard : NO_LIMIT;
}

/** {@link OPEN_FILES}, or our own hard limit where that is lower: lowering is always allowed. */
export async function openFilesLimit(): Promise<number> {
	return Math.min(OPEN_FILES, await openFilesHardLimit());
}

/** How likely the kernel ends this process when memory runs out; see proc(5), “oom_score_adj”. */
export async function ownOomScore(): Promise<number> {
	return Number(await readFile('/proc/self/oom_score_adj', 'utf8')) || 0;
}

/** Number of the capability to raise limits (capability.h). */
const CAP_SYS_RESOURCE = 24n;

/**
 * Whether this process may raise limits, its own and those of a process in a user namespace that it
 * did not make.
 */
export async function mayRaiseLimits(): Promise<boolean> {
	const status = await readFile('/proc/self/status', 'utf8');
	const effective = BigInt(`0x${/^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
	return ((effective >> CAP_SYS_RESOURCE) & 1n) === 1n;
}

/** Least memory of an open file that the kernel counts for who opened it, bytes (struct file). */
const BYTES_A_FILE = 192;

/**
 * Lets memory be what bounds the open files of all programs together, as systemd does on its hosts
 * (fs.file-max). Each open file counts as memory of the pup that opened it, and each pup has a
 * limit of that; the number of files has none per pup, so that one could use up those of all.
 * @param file for tests
 * @returns what it is now
 */
export async function raiseOpenFiles(totalMemory: number, file = '/proc/sys/fs/file-max'): Promise<number> {
	const enough = Math.ceil(totalMemory / BYTES_A_FILE);
	const present = Number(await readFile(file, 'utf8'));
	if (present >= enough) return present;
	await writeFile(file, String(enough));
	return enough;
}
