/** Determines the health of a process from the results of its checks. Pure. */
import type { HealthState } from '../../contract/health.ts';

export interface Found {
	ok: boolean;
	/** The result in one sentence. */
	text: string;
}

/** The check rule of a process, times in milliseconds; all defaults are filled in. */
export interface CheckRule {
	intervalMs: number;
	timeoutMs: number;
	/** Consecutive failures until the process is unhealthy. */
	retries: number;
	/** Time after a start during which failures do not count. */
	startPeriodMs: number;
	/** Interval while the process is starting; absent: the default. */
	startIntervalMs?: number | undefined;
}

/** The health state of a running process. */
export interface Known {
	state: Exclude<HealthState, 'waiting'>;
	text: string;
	/** Consecutive failures that count. */
	failures: number;
}

export const FRESH: Known = { state: 'starting', text: 'It has not been asked yet.', failures: 0 };

/**
 * Returns the state after one more check.
 * @param ranMs how long the process has been running
 */
export function judge(before: Known, found: Found, rule: CheckRule, ranMs: number): Known {
	if (found.ok) return { state: 'healthy', text: found.text, failures: 0 };
	// The start period applies until the first success.
	if (before.state === 'starting' && ranMs < rule.startPeriodMs) {
		return { state: 'starting', text: found.text, failures: 0 };
	}
	const failures = before.failures + 1;
	if (failures >= rule.retries) return { state: 'unhealthy', text: found.text, failures };
	return { state: before.state, text: found.text, failures };
}

/**
 * Interval while a process is starting, milliseconds: shorter, so that its readiness is detected
 * early.
 */
const STARTING_MS = 3000;

/** Milliseconds until the next check. */
export function nextIn(
	{ state }: Pick<Known, 'state'>,
	{ intervalMs, startIntervalMs = STARTING_MS }: Pick<CheckRule, 'intervalMs' | 'startIntervalMs'>
): number {
	return state === 'starting' ? Math.min(startIntervalMs, intervalMs) : intervalMs;
}
