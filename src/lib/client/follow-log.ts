/** Follows a log over the live socket. Separate from the live state, which every page loads. */
import type { LogFollower } from './connection.ts';
import type { LiveState } from './live-state.ts';

/**
 * Follows a log.
 *
 * @param follower its channel is `pup:<id>:log`, `job:<id>:log` or similar; lines written since its
 * cursor come first
 * @returns a function that stops following
 */
export function followLog(live: Pick<LiveState, 'logs' | 'use'>, follower: LogFollower): () => void {
	live.logs.push(follower);
	const release = live.use([follower.channel]);
	return () => {
		live.logs.splice(live.logs.indexOf(follower), 1);
		release();
	};
}
