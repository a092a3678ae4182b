/** Following a log over the live socket; apart from the live state, which every page loads. */
import type { LogFollower } from './connection.ts';
import type { LiveState } from './live-state.ts';

/**
 * Follows a log.
 *
 * @param follower its channel is `pup:<id>:log`, `job:<id>:log` and their like; what was written
 *   since its cursor comes first
 * @returns ends it
 */
export function followLog(live: Pick<LiveState, 'logs' | 'use'>, follower: LogFollower): () => void {
	live.logs.push(follower);
	const release = live.use([follower.channel]);
	return () => {
		live.logs.splice(live.logs.indexOf(follower), 1);
		release();
	};
}
