/** Code that a tab needs once its page is shown, loaded in one piece. */
import { applyFrame } from './apply-frame.ts';
import { Connection } from './connection.ts';
import type { LiveState } from './live-state.ts';
import { keepRenewal } from './session-renewal.ts';

/**
 * Creates the connection of a tab, not started yet. Its frames change the tab's live state. It also
 * makes sure that this browser has the secret that restores its session.
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
