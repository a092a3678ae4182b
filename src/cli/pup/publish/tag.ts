/** Chooses the tag of a repository of pups. Pure. */
import { newestTags, versionOfTag } from '../../../lib/server/sources/index.ts';
import { notNow, unfit, wrongUse } from '../refusals.ts';

/** A tag of the remote repository. */
export interface RemoteTag {
	/** `v1.2.0` */
	name: string;
	/** Commit that it points to. */
	commit: string;
}

/**
 * Parses the output of `git ls-remote --tags`. An annotated tag counts with the commit it points
 * to.
 */
export function readTags(text: string): RemoteTag[] {
	const found = new Map<string, string>();
	for (const line of text.split('\n')) {
		const [, id, name, peeled] = /^([0-9a-f]{40,64})\trefs\/tags\/(.+?)(\^\{\})?$/.exec(line) ?? [];
		if (id && name && (peeled || !found.has(name))) found.set(name, id);
	}
	return [...found].map(([name, commit]) => ({ name, commit }));
}

/**
 * Chooses the tag to create.
 * @param asked as the maker gave it; undefined to use the version of the only pup
 * @param pups of the source
 * @param newest latest version tag of the remote; null for none
 * @throws BoxError 400 `bad-version`, `no-tag`, 409 `other-version`
 */
export function chooseTag(
	asked: string | undefined,
	pups: readonly { name: string | null; version: string | null }[],
	newest: string | null
): string {
	const [only, ...more] = pups;
	const version = more.length === 0 ? (only?.version ?? null) : null;
	if (asked === undefined && version === null) {
		throw wrongUse(
			'no-tag',
			`There are ${pups.length} pups, each with its own version: give a common tag.`,
			`--tag vX.Y.Z${newest === null ? ', such as --tag v0.1.0' : `; the newest there is ${newest}`}`
		);
	}
	const tag = asked === undefined ? `v${version!}` : asked.replace(/^(?=\d)/, 'v');
	if (versionOfTag(`refs/tags/${tag}`) === null) {
		throw wrongUse(
			'bad-version',
			asked === undefined ? `The version “${version!}” is not a semantic version.` : `“${asked}” is not a version tag.`,
			'Boxes read tags such as v1.0.0 and v1.1.0-beta.1 (https://semver.org).'
		);
	}
	if (version !== null && tag !== `v${version}`) {
		throw notNow(
			'other-version',
			`The manifest has version ${version}, but the tag is ${tag}.`,
			'Change meta.version, or omit --tag.'
		);
	}
	return tag;
}

/** Returns the highest version tag; null when there is none. */
export function newestTag(tags: readonly RemoteTag[]): string | null {
	const [first] = newestTags(
		tags.map(({ name }) => ({ ref: `refs/tags/${name}` })),
		1
	);
	return first ? first.ref.slice('refs/tags/'.length) : null;
}

/**
 * Refuses a working tree with uncommitted changes.
 * @param status of `git status --porcelain -z`
 * @throws BoxError 409 `dirty`
 */
export function needClean(status: string): void {
	const changed = status.split('\0').filter((line) => line !== '');
	if (changed.length === 0) return;
	const names = changed.slice(0, 5).map((line) => line.slice(3));
	const more = changed.length > names.length ? ` and ${changed.length - names.length} more` : '';
	throw notNow(
		'dirty',
		`There are uncommitted changes: ${names.join(', ')}${more}.`,
		'Commit them, or list files in .gitignore that do not belong to the pup.'
	);
}

/** Creates the error for a version that is published at another tag with other content. */
export const twoContents = (name: string, version: string, tag: string) =>
	notNow(
		'already-published',
		`${name} ${version} is already at the tag ${tag}, with other content.`,
		'Owners would see two contents. Raise its meta.version.'
	);

/** Creates the error for a tag that exists already with other content. */
export const tagTaken = (tag: string, where: string) =>
	notNow(
		'tag-taken',
		`The tag ${tag} is ${where} already, with other content.`,
		'A published tag is never moved. Raise the version.'
	);

/** Creates the error for an outdated list of signed hashes. */
export const staleSums = (location: string) =>
	unfit(
		'stale-sums',
		`dogebox.sums does not have the hash of the committed ${location === '.' ? 'pup' : location}.`,
		'Owners who pinned your key would refuse it. Write it again with “dbx pup sign”, and commit.'
	);
