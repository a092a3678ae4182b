/** The states of a box, and the events between them. Pure except for the types. */
import type { BoxState } from '../../contract/boxes.ts';

/**
 * Events of a box: the states in which each may happen, and the resulting state. In any other state
 * the event changes nothing. A box can be removed in any state.
 */
export const EVENTS = {
	/** The creation of its root begins, for the first time or again. */
	'create-begun': { from: ['error', 'creating'], to: 'creating' },
	/** Its root exists, and it is not to be started. */
	created: { from: ['creating'], to: 'stopped' },
	/** Its main process runs. */
	started: { from: ['creating', 'stopped', 'paused', 'error', 'running'], to: 'running' },
	paused: { from: ['running', 'paused', 'stopped'], to: 'paused' },
	/** Nothing of it runs any more. */
	ended: { from: ['running', 'paused', 'stopped', 'creating', 'error'], to: 'stopped' },
	/** An operation on it failed. */
	failed: { from: ['creating', 'running', 'paused', 'stopped', 'error'], to: 'error' }
} as const satisfies Record<string, { from: readonly BoxState[]; to: BoxState }>;

export type BoxEvent = keyof typeof EVENTS;

/** The resulting state; null where the event is not valid in this state. */
export function stateAfter(state: BoxState, event: BoxEvent): BoxState | null {
	const { from, to }: { from: readonly BoxState[]; to: BoxState } = EVENTS[event];
	return from.includes(state) ? to : null;
}
