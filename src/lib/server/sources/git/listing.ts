/** Lists the pups of a fetched repository. One bad pup or tag never hides the others. */
import type { Manifest } from '../../../contract/manifest.ts';
import { reasonOf } from '../folder.ts';
import { LFS_EXPLAINED, lfsWarning } from '../git-lfs.ts';
import { checkNixFile } from '../integrity.ts';
import { readJsonFile } from '../json-file.ts';
import { readManifest } from '../manifest-file.ts';
import { badSource, MAX_JSON_BYTES, readSourceIndex } from '../pup-index.ts';
import type { ListedVersion, SourceListing } from '../types.ts';
import type { Objects, TreeItem } from './objects.ts';
import { badName, hashPupTrees, readPupTrees, shown, textOf, type TreeRules } from './pup-tree.ts';
import { chooseVersions, type FoundVersion } from '../choosing.ts';

/** A tag or branch whose content was fetched. */
export interface ReadableRef {
	/** For people: `tag v0.3.4`, `branch main`. */
	origin: string;
	commit: string;
	tree: string;
	/** Seconds since the epoch. */
	time: number;
}

/** Facts about a pup's tree, including its manifest. They never change for the same tree id. */
export interface TreeFacts {
	/** Why it may not be installed; null when it may. */
	problem: string | null;
	treeHash: string | null;
	warnings: string[];
}

/** Most bytes of a tree object of a folder above a pup. */
const MAX_FOLDER_BYTES = 4 * 1024 * 1024;
/** Most bytes of `dogebox.sums`, which has a line of about 100 bytes for each pup. */
const MAX_SUMS_BYTES = 256 * 1024;
/** Most bytes of a minisign signature, which has four lines. */
const MAX_SIGNATURE_BYTES = 8 * 1024;
/** Most reasons kept for one source. */
const MAX_REASONS = 200;
/** Trees of pups examined at a time, so that a hostile source cannot exhaust memory. */
const TREES_AT_A_TIME = 50;

/** A pup at one ref that may become a version. */
interface Candidate {
	ref: ReadableRef;
	path: string;
	/** Id of its folder's tree. */
	tree: string;
	manifest: Manifest;
	warnings: string[];
}

interface PupFolder {
	ref: ReadableRef;
	/** Normalised; empty for the root. */
	path: string;
	tree: string;
}

export interface ListingDeps {
	objects: Objects;
	/** Facts from earlier reads, by tree id. New ones are added. */
	facts: Map<string, TreeFacts>;
	rules?: TreeRules;
	/** 0 to 1. */
	progress: (fraction: number) => void;
	/** Used where no name is found. */
	fallbackName: string;
}

/**
 * Lists the pups at some refs.
 * @param refs lowest tag first, a branch last
 * @throws BoxError 422 `bad-source` where there is no source of pups; `DamagedCopy`
 */
export async function listRefs(refs: readonly ReadableRef[], deps: ListingDeps): Promise<SourceListing> {
	const { objects, progress } = deps;
	const reasons = new Reasons();
	await objects.load(
		refs.map(({ tree }) => tree),
		MAX_FOLDER_BYTES
	);
	await objects.load(
		refs.flatMap(({ tree }) =>
			['dogebox.json', 'manifest.json'].flatMap((name) => fileAt(objects, tree, name)?.id ?? [])
		),
		MAX_JSON_BYTES
	);
	progress(0.2);

	/** Name in the newest version. */
	let name: string | null = null;
	let indexed = false;
	const wanted: { ref: ReadableRef; location: string }[] = [];
	for (const ref of refs) {
		const index = itemAt(objects, ref.tree, 'dogebox.json');
		if (!index) {
			if (!itemAt(objects, ref.tree, 'manifest.json')) continue;
			indexed = true;
			wanted.push({ ref, location: '' });
			continue;
		}
		indexed = true;
		try {
			const parsed = readSourceIndex(readJsonFile(ownBytes(objects, index, 'dogebox.json'), 'dogebox.json').value);
			name = parsed.name;
			for (const { location } of parsed.entries) {
				if (location === null) reasons.add(ref, 'dogebox.json', 'missing field: location in pups');
				else wanted.push({ ref, location });
			}
		} catch (error) {
			reasons.add(ref, 'dogebox.json', reasonOf(error));
		}
	}
	if (!indexed) {
		throw badSource(
			'This repository has neither dogebox.json nor manifest.json.',
			'A source has at its root a dogebox.json that lists its pups, or the manifest.json of its only one.'
		);
	}
	const folders = await findFolders(wanted, objects, reasons);
	progress(0.4);
	const candidates = await readManifests(folders, objects, reasons);
	progress(0.5);
	await scan(candidates, deps);
	progress(0.9);
	const found = candidates.map((one): FoundVersion => ({
		name: one.manifest.meta.name,
		listed: versionOf(one, deps.facts)
	}));
	const chosen = chooseVersions(found);
	return {
		name: (name ?? candidates.at(-1)?.manifest.meta.name) || deps.fallbackName,
		...chosen,
		unreadable: reasons.list(),
		signed: await readSignatures(
			refs,
			chosen.pups.flatMap((pup) => pup.versions),
			objects
		)
	};
}

/** Collects reasons why something cannot be read, with the refs that each applies to. */
class Reasons {
	readonly #all = new Map<string, { location: string; reason: string; origins: string[] }>();

	add(ref: ReadableRef, location: string, reason: string): void {
		const key = JSON.stringify([location, reason]);
		const one = this.#all.get(key) ?? { location: shown(location).slice(1, -1), reason, origins: [] };
		one.origins.push(ref.origin);
		this.#all.set(key, one);
	}

	list(): SourceListing['unreadable'] {
		return [...this.#all.values()].slice(0, MAX_REASONS).map(({ location, reason, origins }) => {
			const more = origins.length > 3 ? ` and ${origins.length - 2} more` : '';
			const where = (more ? origins.slice(0, 2) : origins).join(', ') + more;
			return { location, reason: `${reason.replace(/\.$/, '')} (${where}).` };
		});
	}
}

function itemAt(objects: Objects, tree: string, name: string): TreeItem | null {
	return objects.tree(tree)?.find((item) => item.name === name) ?? null;
}

function fileAt(objects: Objects, tree: string, name: string): TreeItem | null {
	const item = itemAt(objects, tree, name);
	return item?.kind === 'file' || item?.kind === 'executable' ? item : null;
}

/** @throws BoxError with the reason */
function ownBytes(objects: Objects, item: TreeItem, name: string): Buffer {
	if (item.kind === 'link') throw badSource(`${name} is a link, which is not followed`);
	if (item.kind !== 'file' && item.kind !== 'executable') throw badSource(`${name} is not a file`);
	const bytes = objects.bytes(item.id);
	if (bytes === null) throw badSource(`${name} is larger than ${MAX_JSON_BYTES} bytes`);
	return bytes;
}

/**
 * The path components of a location; empty for the root.
 * @throws BoxError 422 `bad-source` where it leaves the repository or is no valid folder name
 */
export function partsOfLocation(location: string): string[] {
	if (location.startsWith('/')) throw badSource('its location leads out of the source');
	const parts = location.split('/').filter((part) => part !== '' && part !== '.');
	for (const part of parts) {
		if (part === '..') throw badSource('its location leads out of the source');
		const bad = badName(part);
		if (bad !== null) throw badSource(`its location ${shown(location)} ${bad}`);
	}
	if (parts.length > 32) throw badSource('its location lies too deep');
	return parts;
}

/** Resolves locations to the trees of their folders, level by level for all together. */
async function findFolders(
	wanted: readonly { ref: ReadableRef; location: string }[],
	objects: Objects,
	reasons: Reasons
): Promise<PupFolder[]> {
	const folders: (PupFolder & { left: string[]; location: string; bad: boolean })[] = [];
	for (const { ref, location } of wanted) {
		try {
			const parts = partsOfLocation(location);
			folders.push({ ref, path: parts.join('/'), tree: ref.tree, left: parts, location, bad: false });
		} catch (error) {
			reasons.add(ref, location, reasonOf(error));
		}
	}
	for (;;) {
		const open = folders.filter(({ left, bad }) => left.length > 0 && !bad);
		if (open.length === 0) break;
		for (const place of open) {
			const item = itemAt(objects, place.tree, place.left[0]!);
			if (item?.kind !== 'folder') {
				const reason =
					item === null
						? 'the folder is not there'
						: item.kind === 'link'
							? 'it is a link, which is not followed'
							: item.kind === 'submodule'
								? 'it is a submodule: another repository, which is not fetched'
								: 'it is not a folder';
				reasons.add(place.ref, place.location, reason);
				place.bad = true;
				continue;
			}
			place.tree = item.id;
			place.left = place.left.slice(1);
		}
		await objects.load(
			open.filter(({ bad }) => !bad).map(({ tree }) => tree),
			MAX_FOLDER_BYTES
		);
	}
	return folders.filter(({ bad }) => !bad);
}

async function readManifests(folders: readonly PupFolder[], objects: Objects, reasons: Reasons): Promise<Candidate[]> {
	await objects.load(
		folders.flatMap(({ tree }) => fileAt(objects, tree, 'manifest.json')?.id ?? []),
		MAX_JSON_BYTES
	);
	const candidates: Candidate[] = [];
	/** A file that is the same at many tags is parsed once. */
	const read = new Map<string, { manifest: Manifest; warnings: string[] } | { error: unknown }>();
	const names = new Map<ReadableRef, Set<string>>();
	for (const { ref, path, tree } of folders) {
		try {
			const item = itemAt(objects, tree, 'manifest.json');
			if (item === null) throw badSource('there is no manifest.json');
			const key = `${item.id} ${item.kind} ${path}`;
			let result = read.get(key);
			if (!result) {
				try {
					const where = path === '' ? 'manifest.json' : `${path}/manifest.json`;
					result = readManifest(ownBytes(objects, item, 'manifest.json'), where);
				} catch (error) {
					result = { error };
				}
				read.set(key, result);
			}
			if ('error' in result) throw result.error;
			const { name } = result.manifest.meta;
			let taken = names.get(ref);
			if (!taken) names.set(ref, (taken = new Set()));
			if (taken.has(name)) throw badSource(`another pup of this source is called “${name}” too`);
			taken.add(name);
			candidates.push({ ref, path, tree, ...result });
		} catch (error) {
			reasons.add(ref, path || '.', reasonOf(error));
		}
	}
	return candidates;
}

/** Examines each tree once. */
async function scan(candidates: readonly Candidate[], deps: ListingDeps): Promise<void> {
	const { facts, objects, rules, progress } = deps;
	const unknown = new Map(
		candidates.filter(({ tree }) => !facts.has(tree)).map(({ tree, manifest }) => [tree, manifest])
	);
	const ids = [...unknown.keys()];
	for (let at = 0; at < ids.length; at += TREES_AT_A_TIME) {
		const trees = await readPupTrees(objects, ids.slice(at, at + TREES_AT_A_TIME), rules);
		const hashes = await hashPupTrees(objects, trees);
		const named = (id: string, path: string) => {
			const plain = path.split('/').filter((part) => part !== '' && part !== '.');
			return trees.get(id)!.files.find((file) => file.kind !== 'link' && file.path === plain.join('/'))?.id ?? null;
		};
		const nixOf = (id: string) => {
			const { nixFile } = unknown.get(id)!.container.build;
			return nixFile === null ? null : named(id, nixFile);
		};
		await objects.load(
			[...trees.keys()].flatMap((id) => nixOf(id) ?? []),
			MAX_JSON_BYTES
		);
		for (const [id, { problem, pointers }] of trees) {
			const manifest = unknown.get(id)!;
			const nix = nixOf(id);
			const { logoPath } = manifest.meta;
			facts.set(id, {
				problem:
					problem ?? checkNixFile(manifest, nix === null ? null : objects.bytes(nix)) ?? imageInLfs(manifest, pointers),
				treeHash: hashes.get(id)!,
				warnings: [
					...lfsWarning(pointers.map(shown)),
					...(problem === null && logoPath !== null && named(id, logoPath) === null
						? [`Its logo ${logoPath} is not there.`]
						: [])
				]
			});
		}
		progress(0.5 + (0.4 * (at + trees.size)) / ids.length);
	}
}

function imageInLfs({ container: { build } }: Manifest, pointers: readonly string[]): string | null {
	return build.image !== null && pointers.includes(build.image)
		? `Its image ${shown(build.image)} is kept in Git LFS. ${LFS_EXPLAINED}`
		: null;
}

function versionOf({ ref, path, tree, manifest, warnings }: Candidate, facts: ListingDeps['facts']): ListedVersion {
	const { problem, treeHash, warnings: more } = facts.get(tree)!;
	return {
		version: manifest.meta.version,
		manifest,
		warnings: [...warnings, ...more],
		sourcePath: path,
		origin: ref.origin,
		ref: ref.commit,
		identity: tree,
		treeHash,
		updatedAt: ref.time > 0 ? ref.time * 1000 : null,
		problem
	};
}

/** Reads `dogebox.sums` and its signature at the root of each commit that a version comes from. */
async function readSignatures(
	refs: readonly ReadableRef[],
	versions: readonly ListedVersion[],
	objects: Objects
): Promise<SourceListing['signed']> {
	const used = new Set(versions.map(({ ref }) => ref));
	const found = refs.flatMap(({ commit, tree }) => {
		const text = used.has(commit) ? fileAt(objects, tree, 'dogebox.sums') : null;
		const signature = text && fileAt(objects, tree, 'dogebox.sums.minisig');
		return text && signature ? [{ commit, text, signature }] : [];
	});
	await objects.load(
		found.map(({ text }) => text.id),
		MAX_SUMS_BYTES
	);
	await objects.load(
		found.map(({ signature }) => signature.id),
		MAX_SIGNATURE_BYTES
	);
	const signed: SourceListing['signed'] = {};
	for (const one of found) {
		const text = textOf(objects.bytes(one.text.id));
		const signature = textOf(objects.bytes(one.signature.id));
		if (text !== null && signature !== null) signed[one.commit] = { text, signature };
	}
	return signed;
}
