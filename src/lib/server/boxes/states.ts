/** The states of a box, and the events that move it between them. Pure but for the types. */
import type { BoxState } from '../../contract/boxes.ts';

/**
 * What can happen to a box: the states in which it may, and the state that follows. In any other
 * state the event changes nothing. Whatever state a box is in, it can be removed.
 */
export const EVENTS = {
	/** Its root is to be made, or again. */
	'create-begun': { from: ['error', 'creating'], to: 'creating' },
	/** Its root is there, and it is not to be started. */
	created: { from: ['creating'], to: 'stopped' },
	/** Its main process runs. */
	started: { from: ['creating', 'stopped', 'paused', 'error', 'running'], to: 'running' },
	paused: { from: ['running', 'paused', 'stopped'], to: 'paused' },
	/** Nothing of it runs any more. */
	ended: { from: ['running', 'paused', 'stopped', 'creating', 'error'], to: 'stopped' },
	/** What was done with it came to no good end. */
	failed: { from: ['creating', 'running', 'paused', 'stopped', 'error'], to: 'error' }
} as const satisfies Record<string, { from: readonly BoxState[]; to: BoxState }>;

export type BoxEvent = keyof typeof EVENTS;

/** The state that follows; null where the event means nothing in this one. */
export function stateAfter(state: BoxState, event: BoxEvent): BoxState | null {
	const { from, to }: { from: readonly BoxState[]; to: BoxState } = EVENTS[event];
	return from.includes(state) ? to : null;
}
