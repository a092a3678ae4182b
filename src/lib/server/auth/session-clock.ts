import { sql } from 'drizzle-orm';
import { monotonicMs } from '../concurrency/index.ts';
import { tables, type Database } from '../db/index.ts';

/**
 * Two clocks that differ by so much more than before, ms: one was set. One that is steered drifts.
 */
const CLOCK_JUMP_MS = 60_000;

/**
 * Keeps what is left of each session where the clock of the box is set.
 * @param moved called when it was set, and ends of sessions have moved
 * @returns looks at the clock
 */
export function createSessionClock({ db }: Database, moved: () => void): () => void {
	const { sessions } = tables;
	/** How far the clock on the wall is ahead of the monotonic one, ms. */
	let ahead = Date.now() - monotonicMs();

	/**
	 * A clock that was set, as a box without battery does after its start, ends no session and
	 * lengthens none: what is left of each stays. (Time asleep does not count as use either.)
	 */
	return function followClock(): void {
		const jump = Date.now() - monotonicMs() - ahead;
		if (Math.abs(jump) < CLOCK_JUMP_MS) return;
		db.update(sessions)
			.set({ expiresAt: sql`${sessions.expiresAt} + ${Math.round(jump / 1000)}` })
			.run();
		// Not before it is written down: where it cannot be, it is tried again.
		ahead += jump;
		moved();
	};
}
