/** What a pup can be held to of internet and home: addresses, networks, names. */
import * as v from 'valibot';

const ADDRESS = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|(?=\/|$))){4}(\/([1-9]|[12]\d|3[0-2]))?$/;

/**
 * A name of the world: at least two labels (RFC 1123, 2.1; underscores are used for services), the
 * last of them no number, so that it is no address; before it a star for all that lies below.
 */
const NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/i;
const NAME_LENGTH = 253;

export const isNameEntry = (text: string): boolean => text.length <= NAME_LENGTH && NAME.test(text);

/** In words, for whoever gave something else. */
export const REACH_HINT =
	'Give names, IPv4 addresses or networks, like api.example.org, *.example.org, 203.0.113.7 or 198.51.100.0/24.';

/** One of them: `203.0.113.7`, `198.51.100.0/24`, `api.example.org`, `*.example.org`. */
export const reachEntry = v.pipe(
	v.string('Give a name or an address.'),
	v.trim(),
	v.toLowerCase(),
	v.check((text) => ADDRESS.test(text) || isNameEntry(text), REACH_HINT)
);
