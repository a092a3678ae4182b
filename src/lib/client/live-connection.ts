/** What a tab needs once its page stands, loaded as one. */
import { applyFrame } from './apply-frame.ts';
import { Connection } from './connection.ts';
import type { LiveState } from './live-state.ts';

/** The connection of a tab, not started yet, whose frames change its live state. */
export function connectionOf(live: LiveState): Connection {
	return new Connection({
		frame: (frame) => applyFrame(live, frame),
		online: () => (live.connection = 'online'),
		lost: () => (live.connection = 'waiting'),
		logs: () => live.logs,
		seq: () => live.place.seq
	});
}
