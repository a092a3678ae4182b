/** Paths that a hook may call. */
import * as v from 'valibot';

/**
 * Allowed characters of a path. Excludes sequences that servers interpret differently, queries and
 * fragments.
 */
const PATH = /^(?:\/(?:[\w.~!$&'()*+,=:@-]|%[0-9a-fA-F]{2})*)+$/;
const AMBIGUOUS = /\/\/|\/\.{1,2}(?:\/|$)|%(?:2[ef]|5c|25|3[bf]|23|[01][0-9a-f]|7f)/i;

export const hookPath = v.pipe(
	v.string('Give the path that is called, such as /events.'),
	v.maxLength(512, 'A path has at most 512 characters.'),
	v.check(
		(path) => PATH.test(path) && !AMBIGUOUS.test(path),
		'A path begins with / and has no query, no empty or dot segments and no encoded slashes.'
	)
);
