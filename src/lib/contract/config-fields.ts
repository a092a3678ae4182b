/** Fields of a pup's settings, as browsers and programs get them. */
import * as v from 'valibot';

/** Field types of config in a manifest (reference: pups.md §1). */
export const CONFIG_FIELD_TYPES = [
	'text',
	'password',
	'number',
	'toggle',
	'email',
	'textarea',
	'select',
	'checkbox',
	'radio',
	'date',
	'range',
	'color'
] as const;

export const configField = v.object({
	name: v.string(),
	label: v.string(),
	type: v.picklist(CONFIG_FIELD_TYPES),
	required: v.boolean(),
	placeholder: v.nullable(v.string()),
	help: v.nullable(v.string()),
	default: v.nullable(v.string()),
	min: v.nullable(v.number()),
	max: v.nullable(v.number()),
	step: v.nullable(v.number()),
	options: v.array(v.object({ value: v.string(), label: v.string() })),
	/** Current value as text; null when unset. Always null for `password` fields. */
	value: v.nullable(v.string()),
	/** For `password` fields: whether a value is stored. */
	isSet: v.boolean()
});
export type ConfigField = v.InferOutput<typeof configField>;

export const configSection = v.object({
	name: v.string(),
	label: v.nullable(v.string()),
	/** A sentence below the heading. */
	description: v.nullable(v.string()),
	fields: v.array(configField)
});
export type ConfigSection = v.InferOutput<typeof configSection>;
