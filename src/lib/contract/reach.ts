/**
 * Entries to which a pup's access to the internet and the home network can be restricted:
 * addresses, networks, names.
 */
import * as v from 'valibot';

const ADDRESS = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|(?=\/|$))){4}(\/([1-9]|[12]\d|3[0-2]))?$/;

/**
 * A public DNS name: at least two labels (RFC 1123, 2.1; underscores are used for services). The
 * last label is not a number, which excludes addresses. A star in front matches everything below
 * the name.
 */
const NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/i;
const NAME_LENGTH = 253;

export const isNameEntry = (text: string): boolean => text.length <= NAME_LENGTH && NAME.test(text);

/** Hint for an invalid entry. */
export const REACH_HINT =
	'Give names, IPv4 addresses or networks, like api.example.org, *.example.org, 203.0.113.7 or 198.51.100.0/24.';

/** A single entry: `203.0.113.7`, `198.51.100.0/24`, `api.example.org`, `*.example.org`. */
export const reachEntry = v.pipe(
	v.string('Give a name or an address.'),
	v.trim(),
	v.toLowerCase(),
	v.check((text) => ADDRESS.test(text) || isNameEntry(text), REACH_HINT)
);
