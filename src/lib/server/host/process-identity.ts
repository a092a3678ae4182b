/**
 * Which process is meant: an id alone may be used again by another process, id and start time
 * together are not.
 */
import { readFileSync, readlinkSync } from 'node:fs';

export interface ProcessIdentity {
	/** Process id on the host. */
	pid: number;
	/** Field 22 of /proc/PID/stat: clock ticks since boot at which it began. See proc(5). */
	ticks: number;
}

/** PF_EXITING of the kernel's sched.h: its last thread is on its way out. */
const EXITING = 0x4;

/**
 * What the kernel says about a process; null when there is none.
 * @returns exiting: it runs no more of its program, and is not gone yet
 */
export function processState(pid: number): { ticks: number; zombie: boolean; exiting: boolean } | null {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/stat`, 'latin1');
	} catch {
		return null;
	}
	// The name in brackets may hold anything, also brackets: fields are counted from the last one.
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	const ticks = Number(fields[19]);
	if (!Number.isFinite(ticks)) return null;
	const zombie = fields[0] === 'Z' || fields[0] === 'X';
	return { ticks, zombie, exiting: zombie || (Number(fields[6]) & EXITING) !== 0 };
}

/** The identity of a process that lives now; null when it does not. */
export function identify(pid: number): ProcessIdentity | null {
	const state = processState(pid);
	return state ? { pid, ticks: state.ticks } : null;
}

/** Whether this very process still runs (a zombie does not). */
export function isAlive(identity: ProcessIdentity): boolean {
	const state = processState(identity.pid);
	return state !== null && !state.zombie && state.ticks === identity.ticks;
}

/**
 * Whether this very process is gone or on its way out. The first process of a namespace is on its
 * way out while the kernel kills the others of it (pid_namespaces(7)).
 */
export function hasEnded(identity: ProcessIdentity): boolean {
	const state = processState(identity.pid);
	return state === null || state.exiting || state.ticks !== identity.ticks;
}

/** Sends a signal if this very process still lives. @returns whether it was sent */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
	if (!isAlive(identity)) return false;
	try {
		process.kill(identity.pid, signal);
		return true;
	} catch {
		return false;
	}
}

/** Sends a signal to a process of ours that may have ended. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		// It has ended.
	}
}

/** SIGKILL to a process of ours that may have ended. */
export function killProcess(pid: number): void {
	sendSignal(pid, 'SIGKILL');
}

/**
 * Whether any of these sets of a process holds a signal.
 * @param status text of /proc/PID/status
 * @param sets as proc(5) names them
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
 * Whether a container's first process can get a signal: it is the container's own program by now
 * (not still the runtime's, which loses the signal when it gives way), and has made provision for
 * it. The kernel drops what the first process of a process namespace has made none for. See
 * pid_namespaces(7) and proc(5), “SigBlk, SigCgt”.
 */
export function canTake(pid: number, signal: number): boolean {
	let text: string;
	let program: string;
	try {
		// In this order: the runtime's provision must not be taken for the program's.
		program = readlinkSync(`/proc/${pid}/exe`);
		text = readFileSync(`/proc/${pid}/status`, 'latin1');
	} catch {
		return false;
	}
	// A runtime runs from its file, from a sealed copy in memory, or from a mount that is gone by
	// now (`/`).
	if (program === '/' || /(?:^|\/)(?:runc|crun)(?: \(deleted\))?$|memfd:/.test(program)) return false;
	return isInSets(text, 'Blk|Cgt', signal);
}
