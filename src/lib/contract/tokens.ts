/** API tokens. */
import * as v from 'valibot';
import { hasHidden } from './hidden-characters.ts';
import { scope } from './scopes.ts';

/** Longest name, in characters. */
export const TOKEN_NAME_MAX = 60;
/** Longest lifetime of a token, in days. */
export const TOKEN_DAYS_MAX = 3650;

export const apiToken = v.object({
	id: v.string(),
	name: v.string(),
	scopes: v.array(scope),
	/** Milliseconds since the epoch, like all times. */
	createdAt: v.number(),
	/** Null when it never expires. */
	expiresAt: v.nullable(v.number()),
	/** Time of the last use, to the minute; null before the first. */
	lastUsedAt: v.nullable(v.number()),
	lastUsedAddress: v.nullable(v.string())
});
export type ApiToken = v.InferOutput<typeof apiToken>;

export const newToken = v.object({
	/** What it is for: “Backup script”. */
	name: v.pipe(
		v.string('Give it a name.'),
		v.trim(),
		v.minLength(1, 'Give it a name.'),
		v.maxLength(TOKEN_NAME_MAX, `A name has at most ${TOKEN_NAME_MAX} characters.`),
		v.regex(/^\P{Cc}+$/u, 'A name has no control characters.'),
		v.check((name) => !hasHidden(name), 'A name has no invisible characters.')
	),
	scopes: v.pipe(
		v.array(scope, 'Choose what it may do.'),
		v.minLength(1, 'Choose at least one thing it may do.'),
		v.maxLength(20, 'The list has more scopes than exist.'),
		v.transform((scopes) => [...new Set(scopes)])
	),
	/** Days until it expires; null for never. */
	days: v.nullable(
		v.pipe(
			v.number('Give a number of days, or null for no end.'),
			v.integer('Give whole days.'),
			v.minValue(1, 'Give at least 1 day.'),
			v.maxValue(TOKEN_DAYS_MAX, `Give at most ${TOKEN_DAYS_MAX} days.`)
		)
	)
});
export type NewToken = v.InferOutput<typeof newToken>;
