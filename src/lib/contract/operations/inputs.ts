/** Input schemas that several resources share. */
import * as v from 'valibot';

/** An example of an id, for the docs. */
export const EXAMPLE_ID = '3f9a1c0b5d7e4a2f8c6b9d0e1f2a3b4c';

/** An id of 32 hex digits. @param what completes “This is not the id of a …” */
export const hexId = (what: string) =>
	v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/, `This is not the id of a ${what}.`), v.examples([EXAMPLE_ID]));

export const pupParams = v.object({ id: hexId('pup') });
export const tokenParams = v.object({ id: hexId('token') });
export const sourceParams = v.object({
	id: v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,64}$/, 'This is not the id of a source.'), v.examples([EXAMPLE_ID]))
});
export const jobParams = v.object({
	id: v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,40}$/, 'This is not the id of a job.'), v.examples([EXAMPLE_ID]))
});

/** Names that valibot's records would silently drop instead of refusing them. */
const NO_FIELDS = ['__proto__', 'constructor', 'prototype'];
/** Values of a pup’s settings, by the name of the field. */
export const configValues = v.pipe(
	v.custom<Record<string, unknown>>(
		(input) => typeof input === 'object' && input !== null && !Array.isArray(input),
		'Give an object with the names and values of fields.'
	),
	v.check(
		(values) => Object.keys(values).every((field) => field.length <= 200 && !NO_FIELDS.includes(field)),
		'A pup cannot have a field of this name.'
	),
	// The type for the JSON Schema, OpenAPI and docs.
	v.metadata({ type: 'object', additionalProperties: true })
);

/** Answer of an action that continues as a job. */
export const jobAnswer = v.object({ jobId: v.string() });

/** Name of a pup, as in its manifest. */
export const pupName = v.pipe(
	v.string('Give the name of the pup.'),
	v.minLength(1),
	v.maxLength(200),
	v.examples(['Core'])
);

/** Name of a second pup of the same source and name. */
export const secondName = v.pipe(
	v.string('Give a name.'),
	v.trim(),
	v.minLength(1, 'Give it a name.'),
	v.maxLength(60, 'A name has at most 60 characters.'),
	v.regex(/^[^\p{C}/\\]*$/u, 'A name has no slashes and no control characters.')
);

/** A password as typed at login; only its length is limited. */
export const typedPassword = v.pipe(
	v.string('Give the password.'),
	v.maxLength(512, 'This is too long for a password.')
);

/** A number as query text, from 1 to `most`. */
export const countUpTo = (most: number) =>
	v.pipe(
		v.string(),
		v.regex(/^\d{1,6}$/, 'Give a number.'),
		v.toNumber(),
		v.minValue(1, 'Give at least 1.'),
		v.maxValue(most, `At most ${most} are returned at once.`)
	);

/** Like {@link countUpTo}, with a default. */
export const count = (fallback: number, most: number) => v.optional(countUpTo(most), String(fallback));

/** Query that selects a page of a list. */
export const pageParams = v.object({
	/** Most entries of the page; all of them if absent. */
	limit: v.optional(countUpTo(1000)),
	/** The `next` of the previous page, to get the following one. */
	after: v.optional(
		v.pipe(
			v.string(),
			v.maxLength(600, 'Give the `next` of the previous page.'),
			v.regex(/^[\w-]+$/, 'Give the `next` of the previous page.')
		)
	)
});
/** A page of a list. */
export const pageOf = <const Name extends string, const S extends v.GenericSchema>(name: Name, entry: S) =>
	v.object({
		...({ [name]: v.array(entry) } as Record<Name, v.ArraySchema<S, undefined>>),
		/** Cursor of the next page; null on the last page. */
		next: v.nullable(v.string())
	});

/** `true` or `false` as query text. */
export const flag = (fallback: 'true' | 'false') =>
	v.optional(
		v.pipe(
			v.picklist(['true', 'false'], 'Give true or false.'),
			v.transform((text) => text === 'true')
		),
		fallback
	);

/** A few comma-separated words as query text, each of which matches a schema. */
export const listed = <const S extends v.GenericSchema<string, string>>(each: S, wrong = 'This is too long.') =>
	v.pipe(
		v.string(),
		v.maxLength(400, wrong),
		v.transform((text) => text.split(',')),
		v.array(each)
	);

/** `plan=1`: returns what the call would do, without changing anything. */
export const planOnly = v.object({
	/** 1: only returns what the call would do; nothing is changed. */
	plan: v.optional(
		v.pipe(
			v.picklist(['1', '0'], 'Give 1 to see what this would do.'),
			v.transform((text) => text === '1')
		),
		'0'
	)
});

/** Seconds of history, as query text. */
export const historySeconds = v.object({
	seconds: v.optional(
		v.pipe(
			v.string(),
			v.regex(/^\d{1,7}$/, 'Give a number of seconds.'),
			v.toNumber(),
			v.minValue(1, 'Give at least 1.'),
			v.maxValue(2_592_000, 'At most 2592000 seconds (30 days) are kept.')
		),
		'300'
	)
});
