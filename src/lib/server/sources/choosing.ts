/** Chooses the content of a version where a source has several. Pure. */
import type { ListedPup, ListedVersion, SourceListing } from './types.ts';
import { compareVersions } from './versions.ts';

/** A pup as found at one tag or branch, or in one entry of an index. */
export interface FoundVersion {
	name: string;
	listed: ListedVersion;
}

/**
 * Merges the pups of all tags or entries into one list. The same name and version may exist at
 * several of them:
 *
 * - the same content is one version, whose origin is the lowest tag that has it;
 * - of several contents, the one at the lowest tag without a problem is taken, and the others are
 *   reported. So a version stays what it was when first published, whatever tags are added later.
 *   The order of fetching has no effect.
 *
 * @param found in the order of their tags, lowest first; a branch comes after all tags
 */
export function chooseVersions(found: readonly FoundVersion[]): Pick<SourceListing, 'pups' | 'conflicts'> {
	const pups = new Map<string, Map<string, Map<string, ListedVersion>>>();
	for (const { name, listed } of found) {
		const versions = getOrCreate(pups, name, () => new Map<string, Map<string, ListedVersion>>());
		const contents = getOrCreate(versions, listed.version, () => new Map<string, ListedVersion>());
		if (!contents.has(listed.identity)) contents.set(listed.identity, listed);
	}
	const listing: Pick<SourceListing, 'pups' | 'conflicts'> = { pups: [], conflicts: [] };
	for (const [name, versions] of pups) {
		const pup: ListedPup = { name, versions: [] };
		for (const [version, contents] of versions) {
			const all = [...contents.values()];
			const taken = all.find((one) => one.problem === null) ?? all[0]!;
			pup.versions.push(taken);
			if (all.length > 1) {
				const left = all.filter((one) => one !== taken).map((one) => one.origin);
				listing.conflicts.push({ name, version, taken: taken.origin, left });
			}
		}
		pup.versions.sort((a, b) => compareVersions(a.version, b.version));
		listing.pups.push(pup);
	}
	const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
	listing.pups.sort(byName);
	listing.conflicts.sort((a, b) => byName(a, b) || compareVersions(a.version, b.version));
	return listing;
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
	let value = map.get(key);
	if (value === undefined) map.set(key, (value = create()));
	return value;
}
