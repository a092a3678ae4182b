/** Limits of this process, which what it starts inherits, and of the host. */
import { readFile, writeFile } from 'node:fs/promises';
import { settleAll } from '../settle-all.ts';
import { readSmall } from './read-small.ts';

/** Open files that a program may have until it asks for more. */
export const OPEN_FILES = 65_536;

/** Most that a kernel allows by default (fs.nr_open): for a process without a limit. */
const NO_LIMIT = 1_048_576;

/**
 * This process' hard limit of open files; raising one needs a right that even root may lack.
 * Format: proc(5), “limits”.
 */
export function openFilesHardLimit(): number {
	const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readSmall('/proc/self/limits') ?? '')?.[1]);
	return Number.isInteger(hard) ? hard : NO_LIMIT;
}

/** {@link OPEN_FILES}, or our own hard limit where that is lower: lowering is always allowed. */
export function openFilesLimit(): number {
	return Math.min(OPEN_FILES, openFilesHardLimit());
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

/**
 * What all programs of the host share and each may take, and the least memory that the kernel
 * counts for one, bytes: an open file (struct file); a request of native asynchronous I/O, for
 * which its context has two events (io_event; aio.c, `ioctx_alloc`).
 */
const COUNTED_AS_MEMORY = [
	{ name: 'file-max', bytes: 192 },
	{ name: 'aio-max-nr', bytes: 64 }
];

/**
 * Lets memory be what bounds what all programs share, as systemd does on its hosts with open files
 * (fs.file-max). Each counts as memory of the pup that took it, and each pup has a limit of that;
 * of the number there is none per pup, so that one could use up those of all.
 * @param folder for tests
 * @throws the system's error; those that come after are raised all the same
 */
export async function letMemoryBound(totalMemory: number, folder = '/proc/sys/fs'): Promise<void> {
	await settleAll(
		COUNTED_AS_MEMORY.map(async ({ name, bytes }) => {
			const file = `${folder}/${name}`;
			const enough = Math.ceil(totalMemory / bytes);
			if (Number(await readFile(file, 'utf8')) < enough) await writeFile(file, String(enough));
		})
	);
}
