/** Health checks: bounds that manifest and box share, and what is said of a service's health. */
import * as v from 'valibot';

/** Seconds; bounds are inclusive. Where a manifest says nothing: `else`. */
export const HEALTH_SECONDS = {
	/** Between two checks. */
	interval: { least: 2, most: 3600, else: 30 },
	/** Until a check that does not answer has failed. */
	timeout: { least: 1, most: 60, else: 5 },
	/** After a start in which failures do not count. */
	startPeriod: { least: 0, most: 3600, else: 30 }
} as const;
/** Checks in a row that must fail before a service is unhealthy. */
export const HEALTH_RETRIES = { least: 1, most: 20, else: 3 } as const;

/**
 * `waiting`: the service does not run. `starting`: it runs, and has not answered well yet.
 * `unhealthy`: as many checks in a row as its manifest says have failed.
 */
const HEALTH_STATES = ['waiting', 'starting', 'healthy', 'unhealthy'] as const;
const healthState = v.picklist(HEALTH_STATES);
export type HealthState = v.InferOutput<typeof healthState>;

export const health = v.object({
	state: healthState,
	/** What the last check found, one sentence. */
	text: v.string(),
	/** Since when it is in this state, milliseconds since the epoch. */
	since: v.number()
});
export type Health = v.InferOutput<typeof health>;

/** From the worst to the best: of several services the worst stands for the pup. */
const WORST_FIRST: readonly HealthState[] = ['unhealthy', 'starting', 'waiting', 'healthy'];

/** Health of a pup, from that of its services; undefined where none is checked. */
export function worstHealth(all: readonly (Health | undefined)[]): Health | undefined {
	return all
		.filter((one) => one !== undefined)
		.sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))[0];
}
