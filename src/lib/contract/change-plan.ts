/** What a change of a pup would do, or what has changed since the pup was started. */
import * as v from 'valibot';

/**
 * Aspects in which the running state of a pup can differ from the desired one. `box`: values that
 * the box itself decides, such as addresses.
 */
export const CHANGE_KINDS = [
	'limits',
	'config',
	'program',
	'services',
	'internet',
	'devices',
	'dev',
	'version',
	'files',
	'root',
	'links',
	'box'
] as const;

/**
 * What applying a change does to a pup: nothing, an update while it runs, a restart of some
 * services in their container, a new container, a new root filesystem or new files, a start, a
 * stop.
 */
export const CHANGE_EFFECTS = ['nothing', 'live', 'services', 'container', 'root', 'start', 'stop'] as const;

/** What a change would do, or what has changed since a pup was started. */
export const changePlan = v.object({
	changes: v.array(v.picklist(CHANGE_KINDS)),
	effect: v.picklist(CHANGE_EFFECTS),
	/** Services that are restarted. */
	services: v.array(v.string()),
	/** Summary in a sentence for a person. */
	text: v.string()
});
export type ChangePlan = v.InferOutput<typeof changePlan>;
