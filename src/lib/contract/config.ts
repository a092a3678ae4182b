/** Configurations of a pup as they were saved, and how they differ. */
import * as v from 'valibot';
import { auditRecord } from './audit.ts';
import type { ConfigDifference } from './config-values.ts';

/** Configurations that are kept of each pup; older ones go. */
export const VERSIONS_KEPT = 50;

/** Who saved a configuration: as the audit names a caller; `box` for what it was installed with. */
export const savedBy = v.picklist([...auditRecord.entries.actor.options, 'box']);
export type SavedBy = v.InferOutput<typeof savedBy>;

/** A saved configuration. Its values are shown by comparing it. */
export const configVersion = v.object({
	/** Rising from 1. */
	version: v.number(),
	/** Milliseconds since the epoch. */
	savedAt: v.number(),
	savedBy,
	/** Name of the token, as it was then. */
	savedByName: v.nullable(v.string()),
	/** Labels of the settings that differ from the version before. */
	changed: v.array(v.string()),
	/** It is what the pup has now. */
	current: v.boolean()
});
export type ConfigVersion = v.InferOutput<typeof configVersion>;

export const configDifference: v.GenericSchema<ConfigDifference> = v.object({
	name: v.string(),
	label: v.string(),
	/** Its values are not shown: they are empty here, or null where there is none. */
	secret: v.boolean(),
	from: v.nullable(v.string()),
	to: v.nullable(v.string())
});
