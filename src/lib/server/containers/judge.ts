/** From what checks of a process found to how it is. Pure. */
import type { HealthState } from '../../contract/health.ts';

export interface Found {
	ok: boolean;
	/** What was found, one sentence. */
	text: string;
}

/** How a process is checked, in milliseconds; nothing is left open. */
export interface CheckRule {
	intervalMs: number;
	timeoutMs: number;
	/** Checks in a row that must fail. */
	retries: number;
	/** After a start in which failures do not count. */
	startPeriodMs: number;
	/** Between two checks of one that starts; absent: as is usual. */
	startIntervalMs?: number | undefined;
}

/** What is known of a process that runs. */
export interface Known {
	state: Exclude<HealthState, 'waiting'>;
	text: string;
	/** Failed checks in a row that count. */
	failures: number;
}

export const FRESH: Known = { state: 'starting', text: 'It has not been asked yet.', failures: 0 };

/**
 * After one more check.
 * @param ranMs how long the service runs
 */
export function judge(before: Known, found: Found, rule: CheckRule, ranMs: number): Known {
	if (found.ok) return { state: 'healthy', text: found.text, failures: 0 };
	// Until it has answered well once, its start period is its own.
	if (before.state === 'starting' && ranMs < rule.startPeriodMs) {
		return { state: 'starting', text: found.text, failures: 0 };
	}
	const failures = before.failures + 1;
	if (failures >= rule.retries) return { state: 'unhealthy', text: found.text, failures };
	return { state: before.state, text: found.text, failures };
}

/** A service that starts is asked more often, so that it is known soon when it is up. */
const STARTING_MS = 3000;

/** Milliseconds until the next check. */
export function nextIn(
	{ state }: Pick<Known, 'state'>,
	{ intervalMs, startIntervalMs = STARTING_MS }: Pick<CheckRule, 'intervalMs' | 'startIntervalMs'>
): number {
	return state === 'starting' ? Math.min(startIntervalMs, intervalMs) : intervalMs;
}
