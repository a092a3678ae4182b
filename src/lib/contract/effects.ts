/** What a change would affect, shown before it is made. */
import * as v from 'valibot';

/** One thing that a change affects. */
export const effect = v.object({
	kind: v.picklist([
		'pup',
		'data',
		'connection',
		'access',
		'port',
		'page',
		'source',
		'session',
		'box',
		'snapshot',
		'network'
	]),
	/** Null when it has no id, or none yet. */
	id: v.nullable(v.string()),
	/** Name that a person knows it by. */
	name: v.string(),
	/** What happens to it, in a sentence. */
	text: v.string()
});
export type Effect = v.InferOutput<typeof effect>;

/**
 * With `plan=1`: everything that the change would affect, its subject first. Nothing was changed.
 */
export const effectPlan = v.object({ effects: v.array(effect) });
export type EffectPlan = v.InferOutput<typeof effectPlan>;

/** Member that an answer with a plan has. */
export const foreseen = { plan: v.optional(effectPlan) };

/** Answer of an action that continues as a job, whose id is null with `plan=1`. */
export const plannedJob = v.object({ jobId: v.nullable(v.string()), ...foreseen });

/** Sentence for the description of every operation that accepts `plan=1` in this way. */
export const PLAN_SAYS = 'With `plan=1` nothing is changed: `plan` says what would change, and how.';
