/** Decides what to do about a box, from its desired and observed state. Pure. */
import type { BoxState } from '../../contract/boxes.ts';
import { backOff } from '../concurrency/index.ts';

/**
 * State of a box as the engine reports it: nothing exists; namespaces without a main process; its
 * main process runs, or is paused.
 */
export type Standing = 'none' | 'idle' | 'runs' | 'paused';

export interface BoxFacts {
	state: BoxState;
	wanted: 'running' | 'stopped';
	restart: string;
	/** Restarts by its policy since the last start by request. */
	restarts: number;
	ephemeral: boolean;
	expiresAt: number | null;
	idleStopSeconds: number | null;
	/** Whether a job or another operation works on it. */
	busy: boolean;
	standing: Standing;
	/** Last exit status of its main process; null where unknown. */
	exitCode: number | null;
	/** Consecutive ends, including the last; an end after a minute or more counts as the first. */
	failures: number;
	/** Milliseconds since its main process ended; null where that was not observed. */
	downMs: number | null;
	/** Whether its main process has run at least once. */
	ran: boolean;
	/** Milliseconds since its last use. */
	unusedMs: number;
}

export type Decision =
	| { do: 'nothing'; /** Look again then. */ at?: number }
	/** Record the observed state. */
	| { do: 'report'; what: 'started' | 'paused' | 'ended' }
	/** An operation on it was interrupted. */
	| { do: 'interrupted' }
	/** Remove what exists of its container. */
	| { do: 'clear' }
	| { do: 'start' }
	/** Record that it will not be restarted automatically. */
	| { do: 'rest'; why: 'ended' | 'restarts-used' }
	| { do: 'stop'; why: 'wanted' | 'idle' }
	| { do: 'remove'; why: 'expired' | 'ephemeral' };

const RESTARTS = { firstMs: 1000, mostMs: 60_000 };

/**
 * Whether a box is restarted after its main process has ended.
 * @param exitCode null where unknown: after a reboot of the host, which no program chose
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
	// The removal also removes what exists of its container.
	if (box.ephemeral && box.ran) return { do: 'remove', why: 'ephemeral' };
	if (standing === 'idle') return { do: 'clear' };
	return { do: 'nothing', ...soonest(box.expiresAt) };
}
