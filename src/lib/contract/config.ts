/** Saved configurations of a pup, and how they differ. */
import * as v from 'valibot';
import { auditRecord } from './audit.ts';
import type { ConfigDifference } from './config-values.ts';

/** Configurations kept for each pup; older ones are removed. */
export const VERSIONS_KEPT = 50;

/**
 * Who saved a configuration, as the audit names a caller; `box` for the initial one at
 * installation.
 */
export const savedBy = v.picklist([...auditRecord.entries.actor.options, 'box']);
export type SavedBy = v.InferOutput<typeof savedBy>;

/** A saved configuration. A comparison shows its values. */
export const configVersion = v.object({
	/** Rising from 1. */
	version: v.number(),
	/** Milliseconds since the epoch. */
	savedAt: v.number(),
	savedBy,
	/** Name of the token at the time. */
	savedByName: v.nullable(v.string()),
	/** Labels of the settings that differ from the previous version. */
	changed: v.array(v.string()),
	/** Whether it is the pup's current configuration. */
	current: v.boolean()
});
export type ConfigVersion = v.InferOutput<typeof configVersion>;

export const configDifference: v.GenericSchema<ConfigDifference> = v.object({
	name: v.string(),
	label: v.string(),
	/** Whether its values are hidden: here they are empty, or null when there is none. */
	secret: v.boolean(),
	from: v.nullable(v.string()),
	to: v.nullable(v.string())
});
