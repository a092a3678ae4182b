/** Limits of this process, which what it starts inherits. */
import { readFile } from 'node:fs/promises';

/** Open files that a program may have until it asks for more. */
export const OPEN_FILES = 65_536;

export interface OwnLimits {
	/** {@link OPEN_FILES}, or our own hard limit where that is lower. */
	openFiles: number;
	pendingSignals: number;
	queueBytes: number;
}

/** Hard limits as they are now; raising one needs a right that even root may lack. Format: proc(5), “limits”. */
export async function ownLimits(): Promise<OwnLimits> {
	const text = await readFile('/proc/self/limits', 'utf8');
	const hard = (name: string) => {
		const value = new RegExp(`^Max ${name}\\s+\\S+\\s+(\\S+)`, 'm').exec(text)?.[1];
		return value !== undefined && /^\d+$/.test(value) ? Number(value) : Infinity;
	};
	return {
		openFiles: Math.min(OPEN_FILES, hard('open files')),
		pendingSignals: hard('pending signals'),
		queueBytes: hard('msgqueue size')
	};
}

/** Number of the capability to raise limits (capability.h). */
const CAP_SYS_RESOURCE = 24n;

/** Whether this process may raise limits, its own and those of a process in a user namespace that it did not make. */
export async function mayRaiseLimits(): Promise<boolean> {
	const status = await readFile('/proc/self/status', 'utf8');
	const effective = BigInt(`0x${/^CapEff:\s+([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
	return ((effective >> CAP_SYS_RESOURCE) & 1n) === 1n;
}
