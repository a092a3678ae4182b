/** What an update of a pup changes, as browsers and programs see it. */
import * as v from 'valibot';
import { configSection } from './config-fields.ts';

/** What a difference between two versions is about. */
export const UPDATE_TOPICS = [
	'settings',
	'pages',
	'ports',
	'permissions',
	'services',
	'interfaces',
	'programs',
	'disk',
	'memory'
] as const;

/** What an update to a version would do. */
export const updatePlan = v.object({
	from: v.string(),
	to: v.string(),
	/** `other`: the same version with other files, or one that follows no order. */
	direction: v.picklist(['newer', 'older', 'other']),
	/** All of it in a sentence for a person. */
	text: v.string(),
	/** Its services are stopped and started. */
	restarts: v.boolean(),
	/** The version lies on the disk from before: nothing is fetched or built. */
	kept: v.boolean(),
	/** What differs, as sentences. */
	changes: v.array(
		v.object({
			topic: v.picklist(UPDATE_TOPICS),
			change: v.picklist(['added', 'removed', 'changed']),
			text: v.string()
		})
	),
	/** Required settings that have no value: it does not start before they have. */
	missing: v.array(v.object({ name: v.string(), label: v.string() })),
	/**
	 * Settings to ask for before: those without which it does not start, or all where it wants them
	 * looked through. The update takes them as `config`.
	 */
	settings: v.array(configSection),
	/**
	 * What it asks for beyond what it has now. The update says yes to it with `acceptPermissions`.
	 */
	asks: v.array(v.object({ key: v.string(), text: v.string() })),
	/** Versions from the one that is installed to this one, newest first, this one included. */
	versions: v.array(
		v.object({
			version: v.string(),
			/** Where it stands in its source: `tag v0.3.4`. */
			origin: v.string(),
			/** Milliseconds since the epoch. */
			updatedAt: v.nullable(v.number())
		})
	),
	/** What its maker says of these versions, as safe HTML; null where it says nothing. */
	notesHtml: v.nullable(v.string())
});
export type UpdatePlan = v.InferOutput<typeof updatePlan>;
