/** Decides which tags are versions. Pure. */
import semver from 'semver';
import { compareVersions } from '../versions.ts';

/**
 * Tags of versions are `vX.Y.Z` (reference: pups.md §2), also with a pre-release or build suffix.
 */
const VERSION_TAG = /^refs\/tags\/(v\d+\.\d+\.\d+(?:[-+].*)?)$/;

/** Name of a version tag; null for any other ref. */
export function versionOfTag(ref: string): string | null {
	const [, name] = VERSION_TAG.exec(ref) ?? [];
	return name !== undefined && semver.parse(name) !== null ? name : null;
}

/** Refs of version tags, newest first, at most `most`. */
export function newestTags<T extends { ref: string }>(refs: readonly T[], most: number): T[] {
	return refs
		.filter(({ ref }) => versionOfTag(ref) !== null)
		.sort((a, b) => compareVersions(versionOfTag(a.ref)!, versionOfTag(b.ref)!))
		.slice(0, most);
}
