/** Resource limits of this process, which its children inherit, and of the host. */
import { readFile, writeFile } from 'node:fs/promises';
import { settleAll } from '../settle-all.ts';
import { readSmall } from './read-small.ts';

/** Soft limit of open files for a program, until it raises it. */
export const OPEN_FILES = 65_536;

/** The kernel's default maximum (fs.nr_open), used for a process without a limit. */
const NO_LIMIT = 1_048_576;

/**
 * Hard limit of open files of this process. Raising it needs a capability that even root may lack.
 * Format: proc(5), “limits”.
 */
export function openFilesHardLimit(): number {
	const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readSmall('/proc/self/limits') ?? '')?.[1]);
	return Number.isInteger(hard) ? hard : NO_LIMIT;
}

/** {@link OPEN_FILES}, or this process's hard limit if lower: lowering is always allowed. */
export function openFilesLimit(): number {
	return Math.min(OPEN_FILES, openFilesHardLimit());
}

/** This process's bias for the kernel's out-of-memory killer; see proc(5), “oom_score_adj”. */
export async function ownOomScore(): Promise<number> {
	return Number(await readFile('/proc/self/oom_score_adj', 'utf8')) || 0;
}

/** Number of the capability that allows raising limits (capability.h). */
const CAP_SYS_RESOURCE = 24n;

/**
 * Whether this process may raise limits: its own, and those of a process in a user namespace that
 * another process created.
 */
export async function mayRaiseLimits(): Promise<boolean> {
	const status = await readFile('/proc/self/status', 'utf8');
	const effective = BigInt(`0x${/^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
	return ((effective >> CAP_SYS_RESOURCE) & 1n) === 1n;
}

/**
 * Resources that all programs of the host share without a limit per program, and the least memory
 * that the kernel accounts for one, bytes: an open file (struct file); a request of native
 * asynchronous I/O, which takes two events of its context (io_event; aio.c, `ioctx_alloc`).
 */
const COUNTED_AS_MEMORY = [
	{ name: 'file-max', bytes: 192 },
	{ name: 'aio-max-nr', bytes: 64 }
];

/**
 * Raises the host-wide limits so far that memory runs out first, as systemd does for open files
 * (fs.file-max). Each item counts as memory of the pup that uses it, and a pup's memory is limited.
 * The number of items has no limit per pup, so one pup could use up those of all.
 * @param folder for tests
 * @throws the system's error, after trying to raise the other limits as well
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
