/**
 * Identifies one process. A process id alone may be reused; id and start time together are unique.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import { readSmall } from './read-small.ts';

export interface ProcessIdentity {
	/** Process id on the host. */
	pid: number;
	/** Start time in clock ticks since boot: field 22 of /proc/PID/stat. See proc(5). */
	ticks: number;
}

/** PF_EXITING of the kernel's sched.h: the last thread of the process is exiting. */
const EXITING = 0x4;

/**
 * Reads a process's state from the kernel; null when there is no such process.
 * @returns exiting: the process runs no more code of its program but still exists
 */
export function processState(pid: number): { ticks: number; zombie: boolean; exiting: boolean } | null {
	const text = readSmall(`/proc/${pid}/stat`);
	if (text === null) return null;
	// The name in parentheses may itself contain parentheses: count fields after the last one.
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	const ticks = Number(fields[19]);
	if (!Number.isFinite(ticks)) return null;
	const zombie = fields[0] === 'Z' || fields[0] === 'X';
	return { ticks, zombie, exiting: zombie || (Number(fields[6]) & EXITING) !== 0 };
}

/** Returns the identity of a running process; null when there is none. */
export function identify(pid: number): ProcessIdentity | null {
	const state = processState(pid);
	return state ? { pid, ticks: state.ticks } : null;
}

/** Whether exactly this process still runs. A zombie does not run. */
export function isAlive(identity: ProcessIdentity): boolean {
	const state = processState(identity.pid);
	return state !== null && !state.zombie && state.ticks === identity.ticks;
}

/**
 * Whether exactly this process is gone or exiting. The init process of a PID namespace is exiting
 * while the kernel kills the other processes of the namespace (pid_namespaces(7)).
 */
export function hasEnded(identity: ProcessIdentity): boolean {
	const state = processState(identity.pid);
	return state === null || state.exiting || state.ticks !== identity.ticks;
}

/** Sends a signal if exactly this process still runs. @returns whether it was sent */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
	if (!isAlive(identity)) return false;
	try {
		process.kill(identity.pid, signal);
		return true;
	} catch {
		return false;
	}
}

/** Sends a signal to a process, or to the group of a negative id. Ignores one that has ended. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		// The process has ended.
	}
}

/** Sends SIGKILL like {@link sendSignal}. */
export function killProcess(pid: number): void {
	sendSignal(pid, 'SIGKILL');
}

/**
 * Whether any of these signal sets of a process contains a signal.
 * @param status text of /proc/PID/status
 * @param sets names of the sets as in proc(5)
 */
function isInSets(status: string, sets: 'Blk|Cgt' | 'Blk|Cgt|Ign', signal: number): boolean {
	const bit = 1n << BigInt(signal - 1);
	const found = status.matchAll(new RegExp(`^Sig(?:${sets}):\\s+([0-9a-f]+)$`, 'gm'));
	return [...found].some((set) => (BigInt(`0x${set[1]}`) & bit) !== 0n);
}

/** Whether a process neither catches nor ignores nor blocks a signal; false when it has ended. */
export function endsAtOnce(pid: number, signal: number): boolean {
	try {
		return !isInSets(readFileSync(`/proc/${pid}/status`, 'latin1'), 'Blk|Cgt|Ign', signal);
	} catch {
		return false;
	}
}

/**
 * Whether a container's init process can receive a signal: it runs the container's program (not
 * still the runtime, which would lose the signal on exec), and catches or blocks the signal. The
 * kernel drops signals that the init process of a PID namespace neither catches nor blocks. See
 * pid_namespaces(7) and proc(5), “SigBlk, SigCgt”.
 */
export function canTake(pid: number, signal: number): boolean {
	let text: string;
	let program: string;
	try {
		// In this order, so that the runtime's signal sets are not taken for the program's.
		program = readlinkSync(`/proc/${pid}/exe`);
		text = readFileSync(`/proc/${pid}/status`, 'latin1');
	} catch {
		return false;
	}
	// A runtime runs from its own file, from a sealed copy in memory, or from a mount that is
	// already detached (`/`).
	if (program === '/' || /(?:^|\/)(?:runc|crun)(?: \(deleted\))?$|memfd:/.test(program)) return false;
	return isInSets(text, 'Blk|Cgt', signal);
}
