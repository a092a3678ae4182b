/**
 * Tells a process that hangs from one that waits for the disk or for its turn on a processor: to
 * kill the second only adds to the load.
 */
import { readFileSync } from 'node:fs';

/** Who computes so long without an answer hangs in a loop, ms. */
const COMPUTED_MS = 3000;
/** A clock tick of proc(5) in ms: USER_HZ is 100 wherever Node runs. */
const TICK_MS = 10;

/** What the kernel says of the thread that runs a process's event loop. */
export interface LoopThread {
	/** proc(5): `R` running or waiting for a processor, `D` waiting for the disk, `S`, `T` … */
	state: string;
	/** Time on a processor since it began, ms. */
	computedMs: number;
}

/** Reads it; null where there is no such process. */
export function loopThreadOf(pid: number): LoopThread | null {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'latin1');
	} catch {
		return null;
	}
	// The name in brackets may hold anything: fields are counted from the last bracket.
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	const [user, system] = [Number(fields[11]), Number(fields[12])];
	if (!Number.isFinite(user + system)) return null;
	return { state: fields[0] ?? '', computedMs: (user + system) * TICK_MS };
}

export interface HeldUp {
	/** Begins its measure anew. */
	answered(): void;
	/** Asked when it gave no answer in time: whether others are to blame for that. */
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
