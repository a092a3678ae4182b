/** What an update of a pup changes, as browsers and programs get it. */
import * as v from 'valibot';
import { configSection } from './config-fields.ts';

/** Aspects in which two versions can differ. */
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
	/** `other`: the same version with other files, or a version that cannot be ordered. */
	direction: v.picklist(['newer', 'older', 'other']),
	/** Summary in a sentence for a person. */
	text: v.string(),
	/** Whether its services are restarted. */
	restarts: v.boolean(),
	/** Whether the version is still on the disk, so that nothing is fetched or built. */
	kept: v.boolean(),
	/** Differences, as sentences. */
	changes: v.array(
		v.object({
			topic: v.picklist(UPDATE_TOPICS),
			change: v.picklist(['added', 'removed', 'changed']),
			text: v.string()
		})
	),
	/** Required settings without a value; the pup does not start before they have one. */
	missing: v.array(v.object({ name: v.string(), label: v.string() })),
	/**
	 * Settings to request before the update: those without which it does not start, or all if the
	 * version wants them reviewed. The update takes them as `config`.
	 */
	settings: v.array(configSection),
	/**
	 * Permissions that it requests beyond the current ones. The update agrees to them with
	 * `acceptPermissions`.
	 */
	asks: v.array(v.object({ key: v.string(), text: v.string() })),
	/** Versions after the installed one up to this one, newest first. */
	versions: v.array(
		v.object({
			version: v.string(),
			/** Its position in the source: `tag v0.3.4`. */
			origin: v.string(),
			/** Milliseconds since the epoch. */
			updatedAt: v.nullable(v.number())
		})
	),
	/** The maker's notes on these versions, as safe HTML; null when there are none. */
	notesHtml: v.nullable(v.string())
});
export type UpdatePlan = v.InferOutput<typeof updatePlan>;
