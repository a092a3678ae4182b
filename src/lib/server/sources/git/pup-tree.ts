/**
 * Checks whether a pup's tree may be written to a disk, and hashes it. Names, links and sizes are
 * untrusted.
 */
import { bytes } from '../../../contract/bytes.ts';
import { createHash } from 'node:crypto';
import { showPlain } from '../../../contract/hidden-characters.ts';
import { linkStaysInside, treeHashLine, TREE_LIMITS } from '../../files/index.ts';
import { isLfsPointer, LFS_POINTER_BYTES } from '../git-lfs.ts';
import type { Objects, TreeItem } from './objects.ts';

export interface TreeRules {
	/** Files, links and folders. */
	files: number;
	/** Bytes of all files. */
	bytes: number;
	fileBytes: number;
	/** Nesting of folders. */
	depth: number;
}

/** Limits of a pup. The largest known one has some hundred files. */
export const TREE_RULES: TreeRules = { ...TREE_LIMITS, fileBytes: 64 * 1024 * 1024, depth: 32 };
/** Most bytes of one tree object: one folder with all permitted files and long names. */
const MAX_TREE_BYTES = 4 * 1024 * 1024;
/** Longest text of a link, bytes (PATH_MAX with its closing zero). */
const MAX_LINK = 4095;
/** Trees up to this size are hashed when they are listed, bytes. */
const HASH_UP_TO = 4 * 1024 * 1024;

/**
 * Most bytes of a Git LFS pointer without extensions. All files up to this size are loaded to find
 * pointers.
 */
const PLAIN_POINTER = 200;

/** A file or link of a pup. */
export interface PupFile {
	kind: 'file' | 'executable' | 'link';
	/** Relative to the pup. */
	path: string;
	id: string;
	/** Bytes. */
	size: number;
}

export interface PupTree {
	/** In the order of the repository; empty where `problem` is set. */
	files: PupFile[];
	/** Target of each link, by its path. */
	links: Map<string, string>;
	/** Paths of files that are only Git LFS pointers. */
	pointers: string[];
	/** Why it may not be installed; null when it may. */
	problem: string | null;
}

/** Characters that HFS+ ignores in names (git's utf8.c, next_hfs_char). */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Why a name is not allowed in a pup; null when it is. Rejects names that some file systems treat
 * as `.git` (CVE-2014-9390, CVE-2019-1353), because other programs may read what we write.
 */
export function badName(name: string | null): string | null {
	if (name === null) return 'has a name that is not UTF-8';
	if (name === '' || name === '.' || name === '..' || name.includes('/')) return 'has a name that leads elsewhere';
	// eslint-disable-next-line no-control-regex
	if (/[\u0000-\u001f\u007f]/.test(name)) return 'has control characters in its name';
	if (Buffer.byteLength(name) > 255) return 'has a name that is too long';
	const [ntfs = ''] = name.replace(IGNORED, '').toLowerCase().split(/[:\\]/);
	if (/^(?:\.git|git~\d)[. ]*$/.test(ntfs)) return 'would be taken for the inside of a repository';
	return null;
}

/** A path for a sentence: short, and without characters that could disturb a screen. */
export function shown(path: string): string {
	const clean = showPlain(path, '·');
	return `“${clean.length > 120 ? `…${clean.slice(-117)}` : clean}”`;
}

interface Walk {
	id: string;
	tree: PupTree;
	entries: number;
	depth: number;
	/** Folders that are still to be read. */
	open: { prefix: string; id: string }[];
}

/**
 * Examines the trees of many pups together: level by level, with one call of git for each level.
 * @param ids of their trees
 * @returns by id
 */
export async function readPupTrees(
	objects: Objects,
	ids: Iterable<string>,
	rules: TreeRules = TREE_RULES
): Promise<Map<string, PupTree>> {
	const walks = [...new Set(ids)].map((id): Walk => {
		const tree: PupTree = { files: [], links: new Map(), pointers: [], problem: null };
		return { id, tree, entries: 0, depth: 0, open: [{ prefix: '', id }] };
	});
	for (let open = walks; open.length > 0; open = open.filter((walk) => walk.open.length > 0)) {
		await objects.load(
			open.flatMap((walk) => walk.open.map(({ id }) => id)),
			MAX_TREE_BYTES
		);
		for (const walk of open) oneLevel(walk, objects, rules);
	}
	const good = walks.filter(({ tree }) => tree.problem === null);
	await objects.load(
		good.flatMap(({ tree }) => tree.files.filter(({ kind }) => kind !== 'link').map(({ id }) => id)),
		0
	);
	await objects.load(
		good.flatMap(({ tree }) => tree.files.filter(({ kind }) => kind === 'link').map(({ id }) => id)),
		MAX_LINK
	);
	for (const { tree } of good) weigh(tree, objects, rules);
	const perhaps = good.flatMap(({ tree }) =>
		tree.files.filter(({ kind, size }) => kind !== 'link' && size >= LFS_POINTER_BYTES.least && size <= PLAIN_POINTER)
	);
	await objects.load(
		perhaps.map(({ id }) => id),
		PLAIN_POINTER
	);
	for (const { tree } of good) {
		tree.pointers = tree.files
			.filter(({ kind, id }) => kind !== 'link' && isLfsPointer(objects.bytes(id) ?? Buffer.alloc(0)))
			.map(({ path }) => path);
	}
	return new Map(walks.map(({ id, tree }) => [id, tree]));
}

function refuse(walk: Walk, problem: string): void {
	walk.tree.problem = problem;
	walk.tree.files = [];
	walk.open = [];
}

function oneLevel(walk: Walk, objects: Objects, rules: TreeRules): void {
	const folders = walk.open;
	walk.open = [];
	walk.depth += 1;
	if (walk.depth > rules.depth) return refuse(walk, `It has more than ${rules.depth} folders within folders.`);
	for (const { prefix, id } of folders) {
		const items = objects.tree(id);
		if (items === null) return refuse(walk, `Its folder ${shown(prefix || '.')} cannot be read.`);
		const names = new Set<string | null>();
		for (const item of items) {
			const path = `${prefix}${item.name ?? '?'}`;
			const bad = badItem(item) ?? (names.has(item.name) ? 'is there twice' : null);
			names.add(item.name);
			if (bad !== null) return refuse(walk, `${shown(path)} ${bad}.`);
			if ((walk.entries += 1) > rules.files) return refuse(walk, `It has more than ${rules.files} files and folders.`);
			if (item.kind === 'folder') walk.open.push({ prefix: `${path}/`, id: item.id });
			else walk.tree.files.push({ kind: item.kind as PupFile['kind'], path, id: item.id, size: 0 });
		}
	}
}

function badItem({ kind, name }: TreeItem): string | null {
	const bad = badName(name);
	if (bad !== null) return bad;
	if (kind === 'submodule') return 'is a submodule: another repository, which is not fetched';
	if (kind === 'unknown') return 'is neither a file, a folder nor a link';
	return null;
}

/** Checks sizes and links once they are loaded. */
function weigh(tree: PupTree, objects: Objects, rules: TreeRules): void {
	const refuseTree = (problem: string) => {
		tree.problem = problem;
		tree.files = [];
		tree.links.clear();
	};
	let sum = 0;
	for (const file of tree.files) {
		file.size = objects.size(file.id);
		if (file.kind === 'link') {
			const target = textOf(objects.bytes(file.id));
			if (target === null || !linkStaysInside(file.path, target)) {
				return refuseTree(`${shown(file.path)} is a link that leads out of the pup’s folder.`);
			}
			tree.links.set(file.path, target);
		} else if (file.size > rules.fileBytes) {
			return refuseTree(`${shown(file.path)} is larger than ${bytes(rules.fileBytes)}.`);
		}
		if ((sum += file.size) > rules.bytes) {
			return refuseTree(`Its files have more than ${bytes(rules.bytes)}.`);
		}
	}
}

/** Text of a small object; null where it is no valid text. */
export function textOf(bytes: Buffer | null): string | null {
	if (bytes === null) return null;
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		return null;
	}
}

/**
 * Computes hashes equal to those of `hashTree` on disk, for small trees.
 * @returns by id of the tree; null for trees with a problem and large ones
 */
export async function hashPupTrees(
	objects: Objects,
	trees: ReadonlyMap<string, PupTree>
): Promise<Map<string, string | null>> {
	const small = [...trees].filter(
		([, { problem, files }]) => problem === null && files.reduce((sum, { size }) => sum + size, 0) <= HASH_UP_TO
	);
	const contents = await objects.hashes(small.flatMap(([, { files }]) => files.map(({ id }) => id)));
	const hashes = new Map<string, string | null>([...trees.keys()].map((id) => [id, null]));
	for (const [id, { files }] of small) {
		const lines = files.map((file) => {
			const type = file.kind === 'link' ? 'l' : file.kind === 'executable' ? 'x' : 'f';
			const line = treeHashLine(type, file.size, contents.get(file.id)!, file.path);
			return { line, path: Buffer.from(file.path) };
		});
		lines.sort((a, b) => Buffer.compare(a.path, b.path));
		const all = createHash('sha256');
		for (const { line } of lines) all.update(line);
		hashes.set(id, all.digest('hex'));
	}
	return hashes;
}
