/** From what checks found to how a service is. Pure. */
import { HEALTH_RETRIES, HEALTH_SECONDS, type HealthState } from '../../../contract/health.ts';
import type { ManifestHealth } from '../../../contract/manifest-schema.ts';
import type { Found } from './probe.ts';

/** How a service is checked, in milliseconds; nothing is left open. */
export interface Rule {
	intervalMs: number;
	timeoutMs: number;
	retries: number;
	startPeriodMs: number;
	restart: boolean;
}

export function ruleOf(health: ManifestHealth): Rule {
	const ms = (name: keyof typeof HEALTH_SECONDS) => (health[name] ?? HEALTH_SECONDS[name].else) * 1000;
	return {
		intervalMs: ms('interval'),
		timeoutMs: ms('timeout'),
		retries: health.retries ?? HEALTH_RETRIES.else,
		startPeriodMs: ms('startPeriod'),
		restart: health.restart
	};
}

/** What is known of a service that runs. */
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
export function judge(before: Known, found: Found, rule: Rule, ranMs: number): Known {
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
export function nextIn({ state }: Pick<Known, 'state'>, { intervalMs }: Pick<Rule, 'intervalMs'>): number {
	return state === 'starting' ? Math.min(STARTING_MS, intervalMs) : intervalMs;
}
