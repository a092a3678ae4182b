import { sql } from 'drizzle-orm';
import { monotonicMs } from '../concurrency/index.ts';
import { tables, type Database } from '../db/index.ts';

/**
 * If two clocks diverge by more than this many ms, one was set. A clock that is only adjusted
 * drifts less.
 */
const CLOCK_JUMP_MS = 60_000;

/**
 * Keeps the remaining time of each session when the clock of the box is set.
 * @param moved called after the clock was set and the ends of sessions have been moved
 * @returns a function that checks the clock
 */
export function createSessionClock({ db }: Database, moved: () => void): () => void {
	const { sessions } = tables;
	/** Milliseconds that the wall clock is ahead of the monotonic one. */
	let ahead = Date.now() - monotonicMs();

	/**
	 * Setting the clock, as a box without battery does after its start, neither ends nor prolongs a
	 * session: each keeps its remaining time. (Time in suspend does not count either.)
	 */
	return function followClock(): void {
		const jump = Date.now() - monotonicMs() - ahead;
		if (Math.abs(jump) < CLOCK_JUMP_MS) return;
		db.update(sessions)
			.set({ expiresAt: sql`${sessions.expiresAt} + ${Math.round(jump / 1000)}` })
			.run();
		// Updated only after the write: if that fails, the next check tries again.
		ahead += jump;
		moved();
	};
}
