/** Health checks: bounds that manifest and box share, and the states of a service's health. */
import * as v from 'valibot';

/** Seconds; bounds are inclusive. `else` is the default for a manifest without the member. */
export const HEALTH_SECONDS = {
	/** Between two checks. */
	interval: { least: 2, most: 3600, else: 30 },
	/** Until a check without an answer has failed. */
	timeout: { least: 1, most: 60, else: 5 },
	/** After a start, while failures do not count. */
	startPeriod: { least: 0, most: 3600, else: 30 }
} as const;
/** Consecutive failed checks until a service is unhealthy. */
export const HEALTH_RETRIES = { least: 1, most: 20, else: 3 } as const;

/**
 * `waiting`: the service does not run. `starting`: it runs, and no check has succeeded yet.
 * `unhealthy`: as many checks in a row have failed as its manifest says.
 */
const HEALTH_STATES = ['waiting', 'starting', 'healthy', 'unhealthy'] as const;
const healthState = v.picklist(HEALTH_STATES);
export type HealthState = v.InferOutput<typeof healthState>;

export const health = v.object({
	state: healthState,
	/** What the last check found, in one sentence. */
	text: v.string(),
	/** When this state began, milliseconds since the epoch. */
	since: v.number()
});
export type Health = v.InferOutput<typeof health>;

/** From the worst to the best: a pup has the worst state of its services. */
const WORST_FIRST: readonly HealthState[] = ['unhealthy', 'starting', 'waiting', 'healthy'];

/** Returns the health of a pup, from its services' health; undefined when none is checked. */
export function worstHealth(all: readonly (Health | undefined)[]): Health | undefined {
	return all
		.filter((one) => one !== undefined)
		.sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state))[0];
}
