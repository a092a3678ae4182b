/** Schemas of what verbs that build layers are given. */
import * as v from 'valibot';

/** SHA-256, hex. */
export const imageId = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no image id'));
export const suite = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,31}$/, 'is no Debian suite'));
/**
 * deb-control(5): lower case letters, digits, `+ - .`, at least two; then what apt takes after it:
 * `:arch`, `=version`.
 */
const packageName = v.pipe(
	v.string(),
	v.regex(/^[a-z0-9][a-z0-9+.-]{1,127}(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$/, 'is no Debian package name')
);
export const packages = v.pipe(v.array(packageName), v.minLength(1), v.maxLength(500));
/** Name of apt's folders: a suite, or a suite as it was at one moment. */
export const aptFolder = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,31}(-\d{8}T\d{6}Z)?$/, 'is no Debian suite'));
/** `deb [signed-by=…] http://… bookworm main`, one line. */
const sourceLine = v.pipe(
	v.string(),
	v.regex(
		/^deb \[(?:check-valid-until=no )?signed-by=\/[\w./-]+\] [a-z+]+:[^\s"']+ [\w./-]+( [\w-]+)+$/,
		'is no apt source'
	)
);
/** `Acquire::Retries "3";`, one line. */
export const optionLine = v.pipe(v.string(), v.regex(/^Acquire::[\w:.*-]+ "[^"\\\n]*";$/, 'is no apt option'));
export const debFile = v.pipe(v.string(), v.regex(/^[a-z0-9][\w.+~%-]+\.deb$/, 'is no name of a package file'));

export const sources = { sources: v.pipe(v.array(sourceLine), v.minLength(1)), options: v.array(optionLine) };
