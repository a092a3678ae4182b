/** Loads objects of a repository in batches, and parses trees. */
import { gitVerbs, type Host } from '../../host/index.ts';
import { BoxError } from '../../../contract/errors.ts';

/** One entry of a tree. */
export interface TreeItem {
	kind: 'file' | 'executable' | 'folder' | 'link' | 'submodule' | 'unknown';
	/** Null where it is no valid UTF-8. */
	name: string | null;
	id: string;
}

/**
 * File modes in git's notation (git-fast-import(1), “filemodify”); 100664 occurs in repositories of
 * old programs.
 */
const MODES: Readonly<Record<string, TreeItem['kind']>> = {
	'100644': 'file',
	'100664': 'file',
	'100755': 'executable',
	'40000': 'folder',
	'040000': 'folder',
	'120000': 'link',
	'160000': 'submodule'
};

/**
 * Parses a tree object, a sequence of `<mode> <name>\0<20 bytes of id>` (gitformat: “Tree objects”,
 * Pro Git 10.2).
 * @returns null when it is malformed
 */
export function parseTree(bytes: Buffer): TreeItem[] | null {
	const items: TreeItem[] = [];
	const utf8 = new TextDecoder('utf-8', { fatal: true });
	for (let at = 0; at < bytes.length;) {
		const space = bytes.indexOf(32, at);
		const zero = bytes.indexOf(0, at);
		if (space < 0 || zero < space || zero + 21 > bytes.length) return null;
		let name: string | null = null;
		try {
			name = utf8.decode(bytes.subarray(space + 1, zero));
		} catch {
			// Whoever judges names reports this.
		}
		const kind = MODES[bytes.toString('latin1', at, space)] ?? 'unknown';
		items.push({ kind, name, id: bytes.toString('hex', zero + 1, zero + 21) });
		at = zero + 21;
	}
	return items;
}

/** A damaged or incomplete copy of a repository, which is fetched again. */
export class DamagedCopy extends Error {}

/** The objects that one read has loaded. */
export interface Objects {
	/** Loads missing objects of up to `maxBytes` each. Of larger ones only the size is loaded. */
	load(ids: Iterable<string>, maxBytes: number): Promise<void>;
	/** Size in bytes of a loaded object. */
	size(id: string): number;
	/** Content of a loaded object; null where it was larger than the limit. */
	bytes(id: string): Buffer | null;
	/** A loaded tree; null where it is malformed or too large. */
	tree(id: string): TreeItem[] | null;
	/** SHA-256 of each, lower-case hex. */
	hashes(ids: Iterable<string>): Promise<Map<string, string>>;
	/** Forgets all loaded objects. */
	clear(): void;
}

/** Objects requested at a time. */
const AT_A_TIME = 20_000;
/** Most bytes of trees in one read; a hundred times what the largest known source has. */
const MAX_TREE_BYTES = 256 * 1024 * 1024;

/**
 * @param folder of the source
 * @param signal aborts running calls
 */
export function createObjects(host: Host, folder: string, signal: AbortSignal): Objects {
	const known = new Map<string, { size: number; bytes: Buffer | null }>();
	const trees = new Map<string, TreeItem[] | null>();
	let treeBytes = 0;

	return {
		async load(ids, maxBytes) {
			let wanted = [...new Set(ids)].filter((id) => {
				const one = known.get(id);
				return one === undefined || (one.bytes === null && one.size <= maxBytes && maxBytes > 0);
			});
			while (wanted.length > 0) {
				const now = wanted.slice(0, AT_A_TIME);
				const found = await host.call(gitVerbs.gitRead, { folder, ids: now, maxBytes }, { signal });
				const again: string[] = [];
				for (const { id, type, size, content } of found) {
					if (type === 'missing') throw new DamagedCopy(`${id} is missing`);
					known.set(id, { size, bytes: content === null ? null : Buffer.from(content, 'base64') });
					if (content === null && maxBytes > 0 && size <= maxBytes) again.push(id);
				}
				wanted = [...again, ...wanted.slice(now.length)];
			}
		},
		size: (id) => known.get(id)?.size ?? 0,
		bytes: (id) => known.get(id)?.bytes ?? null,
		tree(id) {
			let items = trees.get(id);
			if (items === undefined) {
				const bytes = known.get(id)?.bytes ?? null;
				if (bytes !== null && (treeBytes += bytes.length) > MAX_TREE_BYTES) {
					throw new BoxError({
						code: 'too-large',
						status: 502,
						message: 'This repository has more folders and files than can be read.'
					});
				}
				items = bytes === null ? null : parseTree(bytes);
				trees.set(id, items);
			}
			return items;
		},
		async hashes(ids) {
			const wanted = [...new Set(ids)];
			const hashes = await host.call(gitVerbs.gitHash, { folder, ids: wanted }, { signal });
			return new Map(wanted.map((id, i) => [id, hashes[i]!]));
		},
		clear() {
			known.clear();
			trees.clear();
		}
	};
}
