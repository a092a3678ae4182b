/** What is to be done about a box, from what is wanted and what is there. Pure. */
import type { BoxState } from '../../contract/boxes.ts';
import { backOff } from '../concurrency/index.ts';

/**
 * How a box is, as the engine says: nothing of it; namespaces without a main process; its main
 * process runs, or is held still.
 */
export type Standing = 'none' | 'idle' | 'runs' | 'paused';

export interface BoxFacts {
	state: BoxState;
	wanted: 'running' | 'stopped';
	restart: string;
	/** By its policy, since it was last started by somebody. */
	restarts: number;
	ephemeral: boolean;
	expiresAt: number | null;
	idleStopSeconds: number | null;
	/** Somebody works on it. */
	busy: boolean;
	standing: Standing;
	/** How its main process ended last; null where that is not known. */
	exitCode: number | null;
	/** Ends in a row, the last one included, none of which came after a minute. */
	failures: number;
	/** Milliseconds since its main process ended; null where nobody saw it. */
	downMs: number | null;
	/** Its main process ran at least once. */
	ran: boolean;
	/** Milliseconds since it was last used. */
	unusedMs: number;
}

export type Decision =
	| { do: 'nothing'; /** Look again then. */ at?: number }
	/** Write down what is so. */
	| { do: 'report'; what: 'started' | 'paused' | 'ended' }
	/** What was being done with it was cut off. */
	| { do: 'interrupted' }
	/** Remove what stands of it. */
	| { do: 'clear' }
	| { do: 'start' }
	/** It will not be started again by itself. */
	| { do: 'rest'; why: 'ended' | 'restarts-used' }
	| { do: 'stop'; why: 'wanted' | 'idle' }
	| { do: 'remove'; why: 'expired' | 'ephemeral' };

const RESTARTS = { firstMs: 1000, mostMs: 60_000 };

/**
 * Whether a box is started again after its main process ended.
 * @param exitCode null where it is not known: after the host's end, which no program chose
 */
export function restartsAgain(restart: string, exitCode: number | null, restarts: number): boolean {
	if (restart === 'always' || restart === 'unless-stopped') return true;
	if (!restart.startsWith('on-failure') || exitCode === 0) return false;
	const most = Number(restart.split(':')[1] ?? Infinity);
	return restarts < most;
}

const soonest = (...times: (number | null)[]) => {
	const known = times.filter((one) => one !== null);
	return known.length === 0 ? {} : { at: Math.min(...known) };
};

/** @param now milliseconds since the epoch */
export function decide(box: BoxFacts, now: number): Decision {
	const { state, wanted, standing } = box;
	if (box.busy) return { do: 'nothing' };
	if (box.expiresAt !== null && box.expiresAt <= now) return { do: 'remove', why: 'expired' };
	if (state === 'creating') return { do: 'interrupted' };
	if (state === 'error') return standing === 'none' ? { do: 'nothing', ...soonest(box.expiresAt) } : { do: 'clear' };
	if (standing === 'runs' || standing === 'paused') {
		if (wanted === 'stopped') return { do: 'stop', why: 'wanted' };
		const shown = standing === 'runs' ? 'running' : 'paused';
		if (state !== shown) return { do: 'report', what: standing === 'runs' ? 'started' : 'paused' };
		const idleAt =
			box.idleStopSeconds === null || standing === 'paused' ? null : now + box.idleStopSeconds * 1000 - box.unusedMs;
		if (idleAt !== null && idleAt <= now) return { do: 'stop', why: 'idle' };
		return { do: 'nothing', ...soonest(box.expiresAt, idleAt) };
	}
	if (state !== 'stopped') return { do: 'report', what: 'ended' };
	if (wanted === 'running') {
		if (!restartsAgain(box.restart, box.exitCode, box.restarts)) {
			const used = box.restart.startsWith('on-failure') && box.exitCode !== 0;
			return { do: 'rest', why: used ? 'restarts-used' : 'ended' };
		}
		const at = box.downMs === null ? now : now + backOff(RESTARTS, box.failures) - box.downMs;
		return at <= now ? { do: 'start' } : { do: 'nothing', ...soonest(at, box.expiresAt) };
	}
	// What still stands of it is taken away with it.
	if (box.ephemeral && box.ran) return { do: 'remove', why: 'ephemeral' };
	if (standing === 'idle') return { do: 'clear' };
	return { do: 'nothing', ...soonest(box.expiresAt) };
}
