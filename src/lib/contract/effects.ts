/** What a change would touch, shown before it is made. */
import * as v from 'valibot';

/** One thing that a change touches. */
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
	/** Null where it has none, or none yet. */
	id: v.nullable(v.string()),
	/** What a person calls it. */
	name: v.string(),
	/** What becomes of it, in a sentence. */
	text: v.string()
});
export type Effect = v.InferOutput<typeof effect>;

/** With `plan=1`: all that the change would touch, what it is about first; nothing was changed. */
export const effectPlan = v.object({ effects: v.array(effect) });
export type EffectPlan = v.InferOutput<typeof effectPlan>;

/** For answers of what can be foreseen. */
export const foreseen = { plan: v.optional(effectPlan) };

/** Answer of an action that goes on as a job, which is null with `plan=1`. */
export const plannedJob = v.object({ jobId: v.nullable(v.string()), ...foreseen });

/** Said of all that take `plan=1` so. */
export const PLAN_SAYS = 'With `plan=1` nothing is changed: `plan` says what would be touched, and how.';
