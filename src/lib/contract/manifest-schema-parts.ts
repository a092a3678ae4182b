/**
 * What the schemas of a manifest are made of: texts, numbers, lists, and what is said of a member.
 *
 * A gap is filled by `nullish` with a default outside and the rule inside, so that the rule also
 * sees the default: a member that is not there gets the same message as one that is empty.
 */
import * as v from 'valibot';
import { hasHidden, showPlainLines } from './hidden-characters.ts';
import { wanted } from './manifest-errors.ts';
import { ONE_LINE, SEVERAL_LINES } from './manifest-names.ts';

/** Adds what a member means, for editors and docs. */
export const say = <const Schema extends v.GenericSchema>(schema: Schema, text: string) =>
	v.pipe(schema, v.description(text));

/** Adds what a member means, and that there must be one. */
export const must = <const Schema extends v.GenericSchema>(schema: Schema, text: string) =>
	v.pipe(schema, v.description(text), v.metadata({ must: true }));

export const inLength = (max: number) => v.maxLength<string, number, string>(max, wanted(`at most ${max} characters`));
const ONE_LINE_WANTED = wanted('text of one line without control, direction or invisible characters');
export const oneLine = v.regex(ONE_LINE, ONE_LINE_WANTED);
export const seen = v.check<string, string>((value) => !hasHidden(value), ONE_LINE_WANTED);
export const severalLines = v.regex(SEVERAL_LINES, wanted('text without control characters'));
export const TEXT = wanted('text');

/** Text of one line that may be absent or null; then it is empty. */
export const line = (max = 200) => v.nullish(v.pipe(v.string(TEXT), inLength(max), oneLine, seen), '');
/** Text of several lines that may be absent or null; then it is empty. */
export const text = (max: number) => v.nullish(v.pipe(v.string(TEXT), inLength(max), severalLines, harmless), '');
/** Prose is shown without what is hidden in it; names are refused. */
const harmless = v.transform<string, string>(showPlainLines);
const emptyIsNull = v.transform<string, string | null>((value) => value || null);
/** Text of one line or null; empty counts as null. */
export const optionalLine = (max = 200) =>
	v.nullish(v.pipe(v.string(TEXT), inLength(max), oneLine, seen, emptyIsNull), null);
/** Text of several lines or null; empty counts as null. */
export const optionalText = (max: number) =>
	v.nullish(v.pipe(v.string(TEXT), inLength(max), severalLines, harmless, emptyIsNull), null);
/** Text of one line that must be there; `sentence` is the original's. */
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
/** Any whole number the original's `int` holds. */
export const integer = whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 'a whole number');
export const flag = v.nullish(v.boolean(wanted('true or false')), false);

/** A list that may be absent or null; then it is empty. */
export const list = <const Item extends v.GenericSchema>(item: Item, max: number) =>
	v.nullish(v.pipe(v.array(item, wanted('a list')), v.maxLength(max, wanted(`at most ${max} entries`))), () => []);

export const OBJECT = wanted('an object');

/**
 * Text to text; absent or null is empty. Numbers and booleans, as written by hand, are taken as
 * text.
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
