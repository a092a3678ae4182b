/** Schemas for the arguments of verbs that build layers. */
import * as v from 'valibot';

/** SHA-256, hex. */
export const imageId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no image id'));
export const suite = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,31}$/, 'is no Debian suite'));
/**
 * Name according to deb-control(5): lower case letters, digits, `+ - .`, at least two. apt also
 * accepts `:arch` and `=version` after it.
 */
const packageName = v.pipe(
	v.string(),
	v.regex(/^[a-z0-9][a-z0-9+.-]{1,127}(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$/, 'is no Debian package name')
);
export const packages = v.pipe(v.array(packageName), v.minLength(1), v.maxLength(500));
/** Name of apt's folders: a suite, or a snapshot of a suite at one moment. */
export const aptFolder = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,31}(-\d{8}T\d{6}Z)?$/, 'is no Debian suite'));
/** One line: `deb [signed-by=…] http://… bookworm main`. */
const sourceLine = v.pipe(
	v.string(),
	v.regex(
		/^deb \[(?:check-valid-until=no )?signed-by=\/[\w./-]+\] [a-z+]+:[^\s"']+ [\w./-]+( [\w-]+)+$/,
		'is no apt source'
	)
);
/** One line: `Acquire::Retries "3";`. */
export const optionLine = v.pipe(v.string(), v.regex(/^Acquire::[\w:.*-]+ "[^"\\\n]*";$/, 'is no apt option'));
export const debFile = v.pipe(v.string(), v.regex(/^[a-z0-9][\w.+~%-]+\.deb$/, 'is no name of a package file'));

export const sources = { sources: v.pipe(v.array(sourceLine), v.minLength(1)), options: v.array(optionLine) };
