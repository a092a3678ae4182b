/** Building blocks of the schemas of boxes. */
import * as v from 'valibot';

/** Most characters of one argument or one value. */
export const MOST_TEXT = 65_536;
/** Most arguments of one command. */
export const MOST_ARGV = 500;

const noNul = v.check((value: string) => !value.includes('\0'), 'This must not contain a NUL character.');
export const text = v.pipe(v.string('Give a text.'), v.maxLength(MOST_TEXT, `At most ${MOST_TEXT} characters.`), noNul);
/** One line of visible text. */
export const lineless = /^[^\p{Cc}\p{Cf}]*$/u;

export const whole = (what: string, least: number, most: number) =>
	v.pipe(
		v.number(`Give ${what} as a number.`),
		v.integer(`Give ${what} as a whole number.`),
		v.minValue(least, `Give at least ${least} for ${what}.`),
		v.maxValue(most, `Give at most ${most} for ${what}.`)
	);
/** An absolute path without “.” and “..”, in one line. */
export const insidePath = v.pipe(
	v.string('Give a path as text.'),
	v.maxLength(4096, 'The path is too long.'),
	v.startsWith('/', 'Give an absolute path, which begins with “/”.'),
	v.check((path) => lineless.test(path), 'The path contains an invisible character.'),
	v.check(
		(path) => !path.split('/').some((part) => part === '..' || part === '.'),
		'The path must not contain “.” or “..”.'
	)
);
/** Paths that belong to the container itself. */
const OWN_PATHS = /^\/+(?:(?:proc|sys|dev)(?:\/|$)|$)/;
/** Path at which something can be mounted. */
export const mountTarget = v.pipe(
	insidePath,
	v.check((path) => !OWN_PATHS.test(path), 'Nothing can be mounted over the root, /proc, /sys or /dev.')
);

/** Program and arguments. */
export const argv = v.pipe(
	v.array(text, 'Give program and arguments as a list of texts.'),
	v.minLength(1, 'Name a program.'),
	v.maxLength(MOST_ARGV, `At most ${MOST_ARGV} arguments.`),
	v.check((words) => words[0] !== '', 'Name a program.')
);
