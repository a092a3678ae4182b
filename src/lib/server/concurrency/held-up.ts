/**
 * Distinguishes a process that hangs from one that waits for the disk or for a processor. Killing
 * the latter only increases the load.
 */
import { readFileSync } from 'node:fs';

/** A process that computes this long without an answer hangs in a loop, milliseconds. */
const COMPUTED_MS = 3000;
/** A clock tick of proc(5), milliseconds: USER_HZ is 100 on every platform of Node. */
const TICK_MS = 10;

/** The kernel's state of the thread that runs a process's event loop. */
export interface LoopThread {
	/** proc(5): `R` running or waiting for a processor, `D` waiting for the disk, `S`, `T` … */
	state: string;
	/** Processor time since it began, milliseconds. */
	computedMs: number;
}

/** Reads the state; null where the process does not exist. */
export function loopThreadOf(pid: number): LoopThread | null {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1');
	} catch {
		return null;
	}
	// The name in brackets may contain anything, so fields are counted from the last bracket.
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	const [user, system] = [Number(fields[11]), Number(fields[12])];
	if (!Number.isFinite(user + system)) return null;
	return { state: fields[0] ?? '', computedMs: (user + system) * TICK_MS };
}

export interface HeldUp {
	/** Resets the measurement. */
	answered(): void;
	/** Called after a missing answer: whether the disk or the processor is the cause. */
	heldUp(): boolean;
}

/** @param read for tests */
export function createHeldUp(pid: number, read: (pid: number) => LoopThread | null = loopThreadOf): HeldUp {
	let before = read(pid)?.computedMs ?? 0;
	return {
		answered() {
			before = read(pid)?.computedMs ?? before;
		},
		heldUp() {
			const now = read(pid);
			if (now === null) return false;
			return now.state === 'D' || (now.state === 'R' && now.computedMs - before < COMPUTED_MS);
		}
	};
}
