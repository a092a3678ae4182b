/** What a change of a pup would do, or what has changed since it was started. */
import * as v from 'valibot';

/**
 * What can differ between what a pup runs from and what is wanted. `box`: what the box itself
 * decides, such as addresses.
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
 * What a change does to a pup: nothing, taken over as it runs, a restart of some services in their
 * container, a new container, new files or root, a start, a stop.
 */
export const CHANGE_EFFECTS = ['nothing', 'live', 'services', 'container', 'root', 'start', 'stop'] as const;

/** What a change would do, or what has changed since a pup was started. */
export const changePlan = v.object({
	changes: v.array(v.picklist(CHANGE_KINDS)),
	effect: v.picklist(CHANGE_EFFECTS),
	/** Services that are started again. */
	services: v.array(v.string()),
	/** All of it in a sentence for a person. */
	text: v.string()
});
export type ChangePlan = v.InferOutput<typeof changePlan>;
