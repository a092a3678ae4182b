/** Limits of this process, which what it starts inherits. */
import { readFile } from 'node:fs/promises';

/** Open files that a program may have until it asks for more. */
export const OPEN_FILES = 65_536;

/**
 * {@link OPEN_FILES}, or our own hard limit where that is lower: lowering is always allowed.
 * Format: proc(5), “limits”.
 */
export async function openFilesLimit(): Promise<number> {
	const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(await readFile('/proc/self/limits', 'utf8'))?.[1]);
	return Number.isInteger(hard) ? Math.min(OPEN_FILES, hard) : OPEN_FILES;
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
