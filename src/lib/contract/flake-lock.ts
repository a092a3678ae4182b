/**
 * The lock file beside a pup's `flake.nix`. It records each input as it was when the pup was made
 * (Nix manual, “Lock files”). Only with a lock file is a flake the same for everybody. Only inputs
 * that a box can fetch and verify are accepted.
 */
import * as v from 'valibot';
import { showPath, showValue, wanted } from './manifest-errors.ts';

/** Most bytes of a lock file; real ones have about 30 kB. */
export const MAX_LOCK_BYTES = 4 * 1024 * 1024;

/** Kinds of inputs that are fetched from the web and verified by a hash. */
const FETCHED = ['github', 'gitlab', 'sourcehut', 'tarball', 'file', 'git'] as const;

const HASH = 'the hash of the content, as “nix flake lock” writes it: sha256-…';
/** An empty text stands for a missing hash, so that the rule's message applies. */
const narHash = v.nullish(v.pipe(v.string(wanted(HASH)), v.regex(/^sha256-[A-Za-z0-9+/]{43}=$/, wanted(HASH))), '');
const HTTPS = wanted('an address that begins with https://');
const address = v.nullish(v.pipe(v.string(HTTPS), v.regex(/^https:\/\//, HTTPS)), '');
const RELATIVE = wanted('a path inside the pup’s files: other computers do not have files from elsewhere');

const locked = v.variant(
	'type',
	[
		v.looseObject({ type: v.picklist(['github', 'gitlab', 'sourcehut']), narHash }),
		v.looseObject({ type: v.picklist(['tarball', 'file']), narHash, url: address }),
		v.looseObject({ type: v.literal('git'), narHash, url: address }),
		v.looseObject({
			type: v.literal('path'),
			path: v.nullish(
				v.pipe(
					v.string(RELATIVE),
					v.check((path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'), RELATIVE)
				),
				''
			)
		})
	],
	wanted(`one of ${FETCHED.join(', ')}, or path`)
);

const VERSION = wanted('5, 6 or 7');
const ROOT = wanted('the name of one of its nodes');
const lockFile = v.looseObject(
	{
		version: v.nullish(v.picklist([5, 6, 7], VERSION), 0 as 5),
		root: v.nullish(v.string(ROOT), ''),
		nodes: v.record(v.string(), v.looseObject({ locked: v.optional(locked) }, wanted('an object')), wanted('an object'))
	},
	wanted('an object')
);

/**
 * Checks a lock file.
 * @param file its path, for the sentence
 * @param text its content; null when it does not exist
 * @returns a sentence that says what is wrong and where; null when the file can be used
 */
export function checkFlakeLock(file: string, text: string | null): string | null {
	if (text === null) return `Its ${file} is missing. Create it with “nix flake lock” and keep it next to flake.nix.`;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return `Its ${file} is not JSON. Create it again with “nix flake lock”.`;
	}
	if (Array.isArray(value)) return at([], value, wanted('an object'));
	const parsed = v.safeParse(lockFile, value);
	if (parsed.success) {
		const { nodes, root } = parsed.output;
		const open = Object.keys(nodes).find((name) => name !== root && nodes[name]!.locked === undefined);
		if (Object.hasOwn(nodes, root))
			return open === undefined ? null : at(['nodes', open, 'locked'], undefined, wanted(HASH));
		return at(['root'], root, ROOT);
	}
	const [issue] = parsed.issues;
	const path = (issue.path ?? []).map(({ key }) => String(key));
	return at(path, issue.input === '' ? undefined : issue.input, issue.message);

	function at(path: string[], found: unknown, message: string): string {
		return `Its ${file} cannot be used. ${path.length === 0 ? 'All of it' : showPath(path)}: found ${showValue(found)}, ${message}.`;
	}
}
