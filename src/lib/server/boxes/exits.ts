/** In-memory record of how main processes of boxes ended, and of the last use of boxes. */
import { monotonicMs } from '../concurrency/index.ts';
import type { ProcessExit } from '../containers/types.ts';

/** A process that ran this long was stable, so its next end counts as the first; milliseconds. */
const STABLE_MS = 60_000;
/** Traffic between two checks above this counts as use, bytes; below it is the network's own. */
const TRAFFIC = 200;

export interface BoxMemory {
	/** Records the start of its main process. */
	began(id: string): void;
	/** Records the end of its main process. */
	ended(exit: ProcessExit): void;
	lastExit(id: string): ProcessExit | null;
	/** The end of its main process, as soon as it is known; null where it is not within `ms`. */
	exitOf(id: string, ms: number): Promise<ProcessExit | null>;
	/** Consecutive ends; one that came after a minute or more counts as the first. */
	failures(id: string): number;
	/** Resets the counters, because the start was requested. */
	reset(id: string): void;
	/** Marks the box as used until the returned function is called. */
	use(id: string): () => void;
	/** Records the total traffic of its network so far, bytes. */
	sawTraffic(id: string, bytes: number): void;
	/** Milliseconds since its last use; zero while it is used. */
	unusedMs(id: string): number;
	/** Milliseconds since its main process ended; null where that was not observed. */
	downMs(id: string): number | null;
	forget(id: string): void;
}

interface Known {
	exit: ProcessExit | null;
	begunAt: number | null;
	endedAt: number | null;
	failures: number;
	usedAt: number;
	users: number;
	traffic: number | null;
}

/** @param now clock, milliseconds */
export function createBoxMemory(now: () => number = monotonicMs): BoxMemory {
	const boxes = new Map<string, Known>();
	const waiting = new Set<(exit: ProcessExit) => void>();
	function of(id: string): Known {
		const known = boxes.get(id) ?? {
			...{ exit: null, begunAt: null, endedAt: null, failures: 0, users: 0, traffic: null },
			usedAt: now()
		};
		boxes.set(id, known);
		return known;
	}
	return {
		began: (id) =>
			void Object.assign(of(id), { exit: null, begunAt: now(), endedAt: null, usedAt: now(), traffic: null }),
		ended(exit) {
			const known = of(exit.id);
			const stable = known.begunAt !== null && now() - known.begunAt >= STABLE_MS;
			for (const listener of [...waiting]) listener(exit);
			Object.assign(known, { exit, failures: stable ? 1 : known.failures + 1, begunAt: null, endedAt: now() });
		},
		lastExit: (id) => boxes.get(id)?.exit ?? null,
		exitOf(id, ms) {
			const known = boxes.get(id)?.exit;
			if (known) return Promise.resolve(known);
			return new Promise((resolve) => {
				const end = (exit: ProcessExit | null) => {
					clearTimeout(timer);
					waiting.delete(listener);
					resolve(exit);
				};
				const listener = (exit: ProcessExit) => void (exit.id === id && end(exit));
				const timer = setTimeout(() => end(null), ms);
				waiting.add(listener);
			});
		},
		failures: (id) => boxes.get(id)?.failures ?? 0,
		reset: (id) => void Object.assign(of(id), { failures: 0, usedAt: now() }),
		use(id) {
			const known = of(id);
			known.users++;
			let over = false;
			return () => {
				if (over) return;
				over = true;
				known.users--;
				known.usedAt = now();
			};
		},
		sawTraffic(id, bytes) {
			const known = of(id);
			if (known.traffic !== null && Math.abs(bytes - known.traffic) > TRAFFIC) known.usedAt = now();
			known.traffic = bytes;
		},
		unusedMs(id) {
			const { users, usedAt } = of(id);
			return users > 0 ? 0 : now() - usedAt;
		},
		downMs(id) {
			const at = boxes.get(id)?.endedAt ?? null;
			return at === null ? null : now() - at;
		},
		forget: (id) => void boxes.delete(id)
	};
}
