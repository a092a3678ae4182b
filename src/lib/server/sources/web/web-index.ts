/**
 * Reads the `dogebox.json` of a source on the web: each pup, the address of its archive, and the
 * archive's hash (docs/sources.md, “On the web”).
 */
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { showPlain } from '../../../contract/hidden-characters.ts';
import { parseManifest } from '../../../contract/manifest.ts';
import { chooseVersions, type FoundVersion } from '../choosing.ts';
import { readJsonFile } from '../json-file.ts';
import { badSource, locationOf, sourceIndex } from '../pup-index.ts';
import { reasonOf } from '../folder.ts';
import type { ListedVersion, SourceListing } from '../types.ts';

/** Most entries of an index, one for each version of each pup. */
export const MAX_ENTRIES = 2000;
/** Most reasons kept for one source. */
const MAX_REASONS = 200;
/** Manifests that are read before other work gets a turn. */
const AT_A_TIME = 20;
const ARCHIVE = /\.(tar\.gz|tgz|tar)$/i;

const sha256 = v.pipe(
	v.string('sha256 is missing'),
	v.toLowerCase(),
	v.regex(/^[0-9a-f]{64}$/, 'sha256 must have 64 hexadecimal digits')
);
const extra = v.object({ location: v.pipe(v.string(), v.maxLength(2000)), sha256 });
const entrySchema = v.looseObject({
	location: v.pipe(v.string(), v.trim(), v.maxLength(2000, 'location has more than 2000 characters')),
	sha256,
	manifest: v.looseObject({}, 'manifest is missing'),
	logo: v.nullish(v.unknown()),
	readme: v.nullish(v.unknown()),
	updatedAt: v.nullish(v.unknown())
});

/** A small file next to the archives. */
export interface WebFile {
	url: string;
	/** SHA-256, lower-case hex. */
	sha256: string;
}

/** Logo and readme of a version; null where the index has none. */
export interface WebFiles {
	logo: WebFile | null;
	readme: WebFile | null;
}

/** By {@link fileKey}. */
export type FilesByVersion = ReadonlyMap<string, WebFiles>;

/** Identifies the files of a version. */
export const fileKey = ({ ref, identity }: Pick<ListedVersion, 'ref' | 'identity'>) => `${identity} ${ref}`;

/**
 * Lists what an index offers. One bad entry hides no other. Of two contents of one version the
 * first in the index is taken.
 * @param text of the index
 * @param location absolute address of the index, to which relative addresses refer
 * @throws BoxError 422 `bad-source` where the index as a whole cannot be used; the signal's reason
 */
export async function readWebIndex(
	text: string,
	location: string,
	signal: AbortSignal
): Promise<{ listing: SourceListing; files: FilesByVersion }> {
	if (/^\uFEFF?\s*</.test(text)) {
		throw badSource(
			'This address is a web page, not a dogebox.json.',
			'Give the address of the dogebox.json itself, or of its folder.'
		);
	}
	const parsed = v.safeParse(sourceIndex, readJsonFile(text, 'dogebox.json').value);
	if (!parsed.success) throw badSource(`dogebox.json cannot be used: ${parsed.issues[0].message}.`);
	const { name, pups } = parsed.output;
	if (pups.length > MAX_ENTRIES) {
		throw badSource(`dogebox.json lists ${pups.length} versions of pups; at most ${MAX_ENTRIES} are read.`);
	}
	const unreadable: SourceListing['unreadable'] = [];
	const found: FoundVersion[] = [];
	const files = new Map<string, WebFiles>();
	for (const [at, entry] of pups.entries()) {
		if (at % AT_A_TIME === 0) {
			await setImmediate();
			signal.throwIfAborted();
		}
		try {
			const { listed, extras } = readEntry(entry, location);
			found.push({ name: listed.manifest.meta.name, listed });
			const key = fileKey(listed);
			if (!files.has(key)) files.set(key, extras);
		} catch (error) {
			if (unreadable.length === MAX_REASONS) continue;
			unreadable.push({ location: showPlain((locationOf(entry) ?? '?').slice(0, 200), '·'), reason: reasonOf(error) });
		}
	}
	return { listing: { name, ...chooseVersions(found), unreadable, signed: {} }, files };
}

/** Whether an entry of a `dogebox.json` names an archive, as in sources on the web. */
export function isWebEntry(entry: unknown): entry is { manifest?: unknown; sha256?: unknown } {
	return typeof entry === 'object' && entry !== null && ('sha256' in entry || 'manifest' in entry);
}

/**
 * Validates an entry whose index has no address yet.
 * @throws BoxError 422 `bad-source`, `bad-manifest`
 */
export function readWebEntry(entry: unknown): void {
	readEntry(entry, 'https://index.invalid/');
}

function readEntry(entry: unknown, base: string): { listed: ListedVersion; extras: WebFiles } {
	if (locationOf(entry) === null) throw badSource('missing field: location in pups');
	const parsed = v.safeParse(entrySchema, entry);
	if (!parsed.success) throw badSource(parsed.issues[0].message);
	const { location, sha256: identity, updatedAt } = parsed.output;
	const url = addressOf(location, base);
	if (!ARCHIVE.test(url.pathname)) throw badSource('its location is no archive: .tar.gz, .tgz or .tar');
	const { manifest, warnings } = parseManifest(parsed.output.manifest, { where: 'its manifest in dogebox.json' });
	const extras = { logo: extraOf(parsed.output.logo, base), readme: extraOf(parsed.output.readme, base) };
	for (const member of ['logo', 'readme'] as const) {
		if (parsed.output[member] && !extras[member]) warnings.push(`Its ${member} in dogebox.json cannot be used.`);
	}
	return {
		extras,
		listed: {
			version: manifest.meta.version,
			manifest,
			warnings,
			sourcePath: '',
			origin: `archive ${fileNameOf(url)}`,
			ref: url.href,
			identity,
			treeHash: null,
			updatedAt: timeOf(updatedAt),
			problem: null
		}
	};
}

/** @throws BoxError 422 `bad-source` for an invalid web address */
function addressOf(text: string, base: string): URL {
	if (!URL.canParse(text, base)) throw badSource('its location is no web address');
	const url = new URL(text, base);
	if (url.protocol !== 'http:' && url.protocol !== 'https:') throw badSource('its location is no web address');
	if (url.username || url.password) throw badSource('its location holds a password');
	url.hash = '';
	return url;
}

function extraOf(value: unknown, base: string): WebFile | null {
	const parsed = v.safeParse(extra, value);
	if (!parsed.success) return null;
	try {
		return { url: addressOf(parsed.output.location, base).href, sha256: parsed.output.sha256 };
	} catch {
		return null;
	}
}

function fileNameOf(url: URL): string {
	const last = url.pathname.split('/').at(-1)!;
	let name = last;
	try {
		name = decodeURIComponent(last);
	} catch {
		// Invalid percent-encoding is shown as it is.
	}
	return showPlain(name).slice(-100);
}

/** Milliseconds since the epoch, from a number or a date (ISO 8601); null for anything else. */
function timeOf(value: unknown): number | null {
	const time = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
	// The range of dates in ECMAScript.
	return time > 0 && time <= 8.64e15 ? Math.round(time) : null;
}
