/** Adds packed pups to the `dogebox.json` of a web source. Pure. */
import { createHash } from 'node:crypto';
import semver from 'semver';
import { notNow, wrongUse } from '../refusals.ts';

type Json = Record<string, unknown>;

/** `dogebox.json`; unknown members stay as they are. */
export interface WebIndex extends Json {
	id: string;
	name: string;
	pups: unknown[];
}

/** A file that is published beside the index. */
export interface PublishedFile {
	/** Its name in the folder of the source. */
	file: string;
	sha256: string;
}

/** A version of a pup whose archive was built. */
export interface PackedVersion {
	/** Content of its `manifest.json`. */
	manifest: Json;
	name: string;
	version: string;
	archive: PublishedFile;
	treeHash: string;
	logo: PublishedFile | null;
	readme: PublishedFile | null;
	/** Milliseconds since the epoch. */
	changedAt: number;
}

/**
 * Result for a version: added, published already with this content, or kept with its other content.
 */
export type Outcome = 'packed' | 'unchanged' | 'kept';

const asJson = (value: unknown): Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const metaOf = (entry: unknown) => asJson(asJson(asJson(entry)['manifest'])['meta']);

/** Returns the entry of a version; undefined when the index has none. */
export function entryOf(index: WebIndex, name: string, version: string): Json | undefined {
	const found = index.pups.find((entry) => metaOf(entry)['name'] === name && metaOf(entry)['version'] === version);
	return found === undefined ? undefined : asJson(found);
}

/**
 * Adds a version to the index, before the others.
 * @param base URL below which the files will be; null when they are beside the index
 * @param keep keeps a version that is published with other content
 * @throws BoxError 409 `already-published`
 */
export function addVersion(
	index: WebIndex,
	made: PackedVersion,
	{ base, keep }: { base: string | null; keep: boolean }
): { index: WebIndex; outcome: Outcome } {
	const there = entryOf(index, made.name, made.version);
	if (there) {
		// Another zlib compresses the same files to other bytes; the published archive stays.
		if (there['sha256'] === made.archive.sha256 || there['treeHash'] === made.treeHash)
			return { index, outcome: 'unchanged' };
		if (keep) return { index, outcome: 'kept' };
		throw notNow(
			'already-published',
			`${made.name} ${made.version} is already published with other content.`,
			`Owners who have it would see two contents. Raise meta.version, or keep ${made.version} with --keep.`
		);
	}
	const at = ({ file, sha256 }: PublishedFile) => ({ location: locationOf(file, base), sha256 });
	const entry = {
		...at(made.archive),
		treeHash: made.treeHash,
		manifest: made.manifest,
		...(made.logo && { logo: at(made.logo) }),
		...(made.readme && { readme: at(made.readme) }),
		updatedAt: new Date(made.changedAt).toISOString().replace(/\.\d+Z$/, 'Z')
	};
	return { index: { ...index, pups: [entry, ...index.pups] }, outcome: 'packed' };
}

const locationOf = (file: string, base: string | null) => (base === null ? file : new URL(file, base).href);

/**
 * Parses the URL below which the files will be.
 * @throws BoxError 400 `bad-url`
 */
export function readBase(url: string): string {
	const parsed = URL.canParse(url) ? new URL(url) : null;
	if (!parsed || !/^https?:$/.test(parsed.protocol)) {
		throw wrongUse('bad-url', `“${url}” is not a web address.`, 'Give the folder of the archives: https://host/pups/');
	}
	if (parsed.username || parsed.password) throw wrongUse('bad-url', 'The address must not contain a password.');
	if (parsed.search || parsed.hash)
		throw wrongUse('bad-url', 'The address must end with its path, without “?” or “#”.');
	if (!parsed.pathname.endsWith('/')) parsed.pathname += '/';
	return parsed.href;
}

/** Requires a version that can be ordered. @throws BoxError 400 `bad-version` */
export function needVersion(name: string, version: string): void {
	if (semver.parse(version) !== null && !/^[v=]/.test(version.trim())) return;
	throw wrongUse(
		'bad-version',
		`The version “${version}” of ${name} is not a semantic version.`,
		'Write three numbers such as 1.0.0, or 1.0.0-beta.1 before a release (https://semver.org).'
	);
}

/** Converts a name to lower-case letters, digits and “-”; empty when it contains none of them. */
export const slug = (name: string) =>
	name
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[\u0300-\u036f]/g, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 60);

/**
 * Returns the name of a version's files without extensions: `my-pup-1.0.0`. A pup whose name is too
 * similar to another's gets a distinguishing suffix.
 */
export function stemOf(index: WebIndex, name: string, version: string): string {
	const plain = slug(name);
	const names = index.pups.map((entry) => metaOf(entry)['name']).filter((one) => typeof one === 'string');
	const taken = plain === '' || names.some((one) => one !== name && slug(one) === plain);
	const mark = taken ? `${plain || 'pup'}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}` : plain;
	return `${mark}-${version.replaceAll('+', '_')}`;
}

/** Returns the file's text, as it is written and signed. */
export const indexText = (index: WebIndex): string => `${JSON.stringify(index, null, '\t')}\n`;

/** Returns when the latest version was changed, in seconds since 1970; 0 when unknown. */
export function indexTime(index: WebIndex): number {
	const times = index.pups.map((entry) => Date.parse(String(asJson(entry)['updatedAt'])));
	return Math.floor(Math.max(0, ...times.filter((time) => !Number.isNaN(time))) / 1000);
}
