/**
 * Building blocks of the manifest's schemas: texts, numbers, lists, and descriptions of members.
 *
 * Missing members get a default from an outer `nullish`, with the rule inside. So the rule also
 * checks the default, and a missing member gets the same message as an empty one.
 */
import * as v from 'valibot';
import { hasHidden, showPlainLines } from './hidden-characters.ts';
import { wanted } from './manifest-errors.ts';
import { ONE_LINE, SEVERAL_LINES } from './manifest-names.ts';

/** Adds the description of a member, for editors and docs. */
export const say = <const Schema extends v.GenericSchema>(schema: Schema, text: string) =>
	v.pipe(schema, v.description(text));

/** Adds the description of a required member. */
export const must = <const Schema extends v.GenericSchema>(schema: Schema, text: string) =>
	v.pipe(schema, v.description(text), v.metadata({ must: true }));

export const inLength = (max: number) => v.maxLength<string, number, string>(max, wanted(`at most ${max} characters`));
const ONE_LINE_WANTED = wanted('text of one line without control, direction or invisible characters');
export const oneLine = v.regex(ONE_LINE, ONE_LINE_WANTED);
export const seen = v.check<string, string>((value) => !hasHidden(value), ONE_LINE_WANTED);
export const severalLines = v.regex(SEVERAL_LINES, wanted('text without control characters'));
export const TEXT = wanted('text');

/** Text of one line that may be absent or null, which count as empty. */
export const line = (max = 200) => v.nullish(v.pipe(v.string(TEXT), inLength(max), oneLine, seen), '');
/** Text of several lines that may be absent or null, which count as empty. */
export const text = (max: number) => v.nullish(v.pipe(v.string(TEXT), inLength(max), severalLines, harmless), '');
/** Hidden characters are removed from prose; in names they are refused. */
const harmless = v.transform<string, string>(showPlainLines);
const emptyIsNull = v.transform<string, string | null>((value) => value || null);
/** Text of one line or null; empty counts as null. */
export const optionalLine = (max = 200) =>
	v.nullish(v.pipe(v.string(TEXT), inLength(max), oneLine, seen, emptyIsNull), null);
/** Text of several lines or null; empty counts as null. */
export const optionalText = (max: number) =>
	v.nullish(v.pipe(v.string(TEXT), inLength(max), severalLines, harmless, emptyIsNull), null);
/** Required text of one line; `sentence` is the original's message. */
export const needed = (sentence: string, max = 200) =>
	v.nullish(
		v.pipe(
			v.string(TEXT),
			v.check((value) => value.trim() !== '', wanted('text that is not empty', sentence)),
			inLength(max),
			oneLine,
			seen
		),
		''
	);

export const number = v.nullish(v.number(wanted('a number')), null);
export const whole = (min: number, max: number, what = `a whole number from ${min} to ${max}`) =>
	v.nullish(
		v.pipe(
			v.number(wanted(what)),
			v.integer(wanted(what)),
			v.minValue(min, wanted(what)),
			v.maxValue(max, wanted(what))
		),
		null
	);
/** Any whole number that fits the original's `int`. */
export const integer = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'a whole number');
export const flag = v.nullish(v.boolean(wanted('true or false')), false);

/** A list that may be absent or null, which count as empty. */
export const list = <const Item extends v.GenericSchema>(item: Item, max: number) =>
	v.nullish(v.pipe(v.array(item, wanted('a list')), v.maxLength(max, wanted(`at most ${max} entries`))), () => []);

export const OBJECT = wanted('an object');

/**
 * A map from text to text; absent and null count as empty. Unquoted numbers and booleans are
 * accepted as text.
 */
export const textMap = (max: number, maxText: number) =>
	v.nullish(
		v.pipe(
			v.record(
				v.string(),
				v.nullish(
					v.pipe(
						v.union([v.string(), v.number(), v.boolean()], TEXT),
						v.transform(String),
						v.maxLength(maxText, wanted(`at most ${maxText} characters`)),
						severalLines
					),
					''
				),
				OBJECT
			),
			v.maxEntries(max, wanted(`at most ${max} members`))
		),
		() => ({})
	);
