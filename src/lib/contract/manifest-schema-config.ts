/** Members of a manifest that define which settings the owner can give. */
import * as v from 'valibot';
import { CONFIG_FIELD_TYPES } from './config-fields.ts';
import { wanted } from './manifest-errors.ts';
import { ONE_LINE, SEVERAL_LINES } from './manifest-names.ts';
import {
	flag,
	line,
	list,
	must,
	number,
	OBJECT,
	optionalLine,
	optionalText,
	say,
	seen
} from './manifest-schema-parts.ts';

/**
 * A default of any plain type. It is kept as text, like all config values. Lists and objects are
 * not valid values of a field.
 */
const plainValue = v.nullish(
	v.pipe(
		v.union([v.string(), v.number(), v.boolean()], wanted('text, a number or true/false')),
		v.transform((value): string | null => String(value)),
		v.check((value) => value === null || value.length <= 16_384, wanted('at most 16384 characters')),
		v.check((value) => value === null || SEVERAL_LINES.test(value), wanted('text without control characters'))
	),
	null
);

const shortLine = v.pipe(v.string(), v.maxLength(1000), v.regex(ONE_LINE), seen);

/** Documents of the original contain both `["a", "b"]` and `[{value, label}]`. */
const fieldOption = v.pipe(
	v.union(
		[
			shortLine,
			v.looseObject({
				value: say(v.union([shortLine, v.number()]), 'What the service gets.'),
				label: say(v.nullish(shortLine), 'Text for the owner; absent: the value.')
			})
		],
		wanted('text of one line, or an object with value and label')
	),
	v.transform((option) =>
		typeof option === 'string'
			? { value: option, label: option }
			: { ...option, value: String(option.value), label: option.label || String(option.value) }
	)
);

const field = v.looseObject(
	{
		name: must(line(), 'Name of the environment variable with the value for services: letters, digits and “_”.'),
		label: must(line(), 'Text for the owner beside the field.'),
		type: must(
			v.nullish(v.picklist(CONFIG_FIELD_TYPES, wanted(`one of ${CONFIG_FIELD_TYPES.join(', ')}`)), '' as 'text'),
			'Kind of input field. `password` is stored encrypted and never shown again.'
		),
		required: say(flag, 'Whether the pup cannot start without a value.'),
		placeholder: say(optionalText(1000), 'Example shown in the empty field.'),
		help: say(optionalText(4000), 'A sentence below the field.'),
		default: say(plainValue, 'Value until the owner sets another; stored as text.'),
		min: say(number, 'Smallest value, for `number` and `range`.'),
		max: say(number, 'Largest value, for `number` and `range`.'),
		step: say(number, 'Step between values, for `number` and `range`; more than zero.'),
		options: say(list(fieldOption, 1000), 'Options for `select` and `radio`: texts, or objects with value and label.')
	},
	OBJECT
);

const section = v.looseObject(
	{
		name: must(line(), 'Name of the section.'),
		label: say(optionalLine(), 'Heading of the section; absent: the name.'),
		description: say(optionalText(4000), 'A sentence below the heading.'),
		fields: say(list(field, 256), 'The fields of the section.')
	},
	OBJECT
);

export const config = v.looseObject(
	{
		showOnInstall: say(flag, 'Whether its settings must be saved once before it may start.'),
		sections: say(list(section, 64), 'Settings, in sections.')
	},
	OBJECT
);

export type ManifestField = v.InferOutput<typeof field>;
