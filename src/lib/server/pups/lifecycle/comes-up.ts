/** Decides whether a newly started version works. */
import { BoxError } from '../../../contract/errors.ts';
import type { Health } from '../../../contract/health.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import type { PupRow, PupRows } from '../installed/index.ts';
import type { Running } from './running.ts';

/** How long its services must keep running, milliseconds. */
const STAYS_UP_MS = 3000;
/** Interval between two reads of health results, milliseconds. */
const POLL_MS = 500;
/** Minimum wait for health checks, milliseconds: checks of other services may come first. */
const LEAST_HEALTH_MS = 30_000;
/** Maximum wait for health checks, milliseconds. */
export const MOST_HEALTH_MS = 8 * 60_000;

/** The health checks, which are created after the modules that start pups. */
export interface HealthChecks {
	/** Health of one service; undefined where its manifest has no check. */
	of(row: PupRow, service: string): Health | undefined;
	/** Its check rule, times in milliseconds. */
	rule(
		row: PupRow,
		service: string
	): { startPeriodMs: number; retries: number; intervalMs: number; timeoutMs: number } | undefined;
}

export interface ComesUpDeps {
	rows: Pick<PupRows, 'get'>;
	running: Pick<Running, 'settle'>;
	health: () => HealthChecks;
	/** Monotonic, milliseconds. */
	clock?: () => number;
}

/**
 * Waits until a new version of a pup works: all its services run, none ends within a few seconds,
 * and those with a health check become healthy in time. Only this function makes that decision.
 * @throws BoxError 409 `service-ended`, `out-of-memory` or `unhealthy` otherwise
 */
export async function comesUp(
	{ rows, running, health, clock = monotonicMs }: ComesUpDeps,
	id: string,
	signal: AbortSignal,
	log: (line: string) => void
): Promise<void> {
	await running.settle(id, signal, { ms: STAYS_UP_MS, every: true });
	const began = clock();
	const checks = health();
	let reported = false;
	/** Services whose start period exceeds the maximum wait; they are not awaited any longer. */
	const trusted = new Set<string>();

	/** Names of services that are not healthy yet. @throws BoxError 409 `unhealthy` */
	function awaited(): string[] {
		const row = rows.get(id);
		const waited = clock() - began;
		return row.manifest.container.services
			.map(({ name }) => name)
			.filter((name) => {
				const found = checks.of(row, name);
				const rule = checks.rule(row, name);
				if (!found || !rule || found.state === 'healthy') return false;
				if (found.state === 'unhealthy') throw notHealthy(name, 'is not healthy', found);
				if (trusted.has(name)) return false;
				const decided = rule.startPeriodMs + rule.retries * (rule.intervalMs + rule.timeoutMs);
				if (waited < Math.min(Math.max(decided, LEAST_HEALTH_MS), MOST_HEALTH_MS)) return true;
				if (rule.startPeriodMs <= MOST_HEALTH_MS) throw notHealthy(name, 'did not become healthy in time', found);
				log(`“${name}” runs, and has time to become healthy still. It is not waited for any longer.`);
				trusted.add(name);
				return false;
			});
	}

	for (let names = awaited(); names.length > 0; names = awaited()) {
		if (!reported) log(`Waiting until healthy: ${names.join(', ')}.`);
		reported = true;
		// A service that ends meanwhile has failed.
		await running.settle(id, signal, { ms: POLL_MS, every: true });
	}
}

function notHealthy(name: string, what: string, { text }: Health): BoxError {
	return new BoxError({
		code: 'unhealthy',
		status: 409,
		message: `“${name}” ${what}: ${text.replace(/\.$/, '')}.`,
		hint: 'Its log may tell why.'
	});
}
