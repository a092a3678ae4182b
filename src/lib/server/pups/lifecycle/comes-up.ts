/** When a version that was just started counts as one that works. */
import { BoxError } from '../../../contract/errors.ts';
import type { Health } from '../../../contract/health.ts';
import { monotonicMs } from '../../concurrency/index.ts';
import type { PupRow, PupRows } from '../installed/index.ts';
import type { Running } from './running.ts';

/** How long its services have to go on running, milliseconds. */
const STAYS_UP_MS = 3000;
/** Between two looks at what health checks found, milliseconds. */
const POLL_MS = 500;
/** How long health checks are waited for at least: others may be asked first. Milliseconds. */
const LEAST_HEALTH_MS = 30_000;
/** How long they are waited for at most, milliseconds. */
export const MOST_HEALTH_MS = 8 * 60_000;

/** What health checks find. They are made after what starts pups. */
export interface HealthChecks {
	/** Of one service; undefined where its manifest has no check. */
	of(row: PupRow, service: string): Health | undefined;
	/** How it is checked, in milliseconds. */
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
 * Decides whether a new version of a pup comes up: all its services run, none of them ends within a
 * few seconds, and those that have a health check are healthy before long. The one place for that
 * decision.
 * @throws BoxError 409 `service-ended`, `out-of-memory` or `unhealthy` when it does not
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
	/** Those whose start period goes on when nobody waits any longer. */
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
		// One that ends meanwhile did not come up.
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
