/** What a tab needs once its page stands, loaded as one. */
import { applyFrame } from './apply-frame.ts';
import { Connection } from './connection.ts';
import type { LiveState } from './live-state.ts';
import { keepRenewal } from './session-renewal.ts';

/**
 * The connection of a tab, not started yet, whose frames change its live state. This browser has by
 * then what brings its session back.
 */
export function connectionOf(live: LiveState): Connection {
	void keepRenewal();
	return new Connection({
		frame: (frame) => applyFrame(live, frame),
		online: () => (live.connection = 'online'),
		lost: () => (live.connection = 'waiting'),
		logs: () => live.logs,
		seq: () => live.place.seq
	});
}
