/**
 * Hashes a whole folder, so that installed files can be compared with listed and signed ones.
 *
 * Format (also in docs/sources.md, “Integrity”): SHA-256 in hex over one line per file and link,
 * each ended by a line feed, sorted by the bytes of the path:
 *
 *     <type> <size> <sha256> <path>
 *
 * `type` is `f` for a plain file, `x` for one that its owner may execute, `l` for a link. `size` is
 * the number of bytes of the content (of a link: of its target's text) in decimal, `sha256` that
 * content's hash in hex. `path` is relative to the folder, with `/` between its parts; a backslash
 * and bytes below 0x20 or equal to 0x7f are written `\xHH`. Folders have no line of their own,
 * because git stores no empty ones; `.git` is left out at any depth. Owners, times and other
 * permissions are ignored.
 */
import { bytes as sizeText } from '../../contract/bytes.ts';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, opendir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { BoxError } from '../../contract/errors.ts';

export interface TreeLimits {
	/** Most files, links and folders. */
	files: number;
	/** Most bytes of all files together. */
	bytes: number;
}

/** The largest known pup has some hundred files; archives of an image may have hundreds of MiB. */
export const TREE_LIMITS: TreeLimits = { files: 20_000, bytes: 512 * 1024 * 1024 };
/** Most nested folders. */
const MAX_DEPTH = 100;

export interface TreeOptions {
	limits?: TreeLimits;
	/** Paths relative to the root that are left out. */
	leaveOut?: readonly string[];
	/**
	 * Decides whether to skip an entry of any kind before it is read. A skipped folder's contents
	 * are skipped too.
	 */
	ignored?: ((path: string, isFolder: boolean) => boolean) | undefined;
	signal?: AbortSignal | undefined;
}

/** A file or link of a tree. */
export interface TreeEntry {
	/** Relative to the root of the tree. */
	path: string;
	kind: 'file' | 'link';
}

function unsafe(path: string, why: string): BoxError {
	return new BoxError({
		code: 'unsafe-tree',
		status: 422,
		message: `“${printable(path)}” ${why}.`,
		hint: 'The developer of this pup has to remove it.'
	});
}

/** The path in the form of a hash's line. */
const escaped = (path: string) =>
	// eslint-disable-next-line no-control-regex
	path.replace(/[\u0000-\u001f\u007f\\]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

const printable = (path: string) => escaped(path).slice(-200);

/**
 * Whether a link can only lead to a target inside the tree, whatever else the tree contains: it is
 * relative, with `..` only at its beginning and no further up than the root. Since every link of
 * the tree obeys this, so does every path through several of them.
 * @param path of the link, relative to the root
 */
export function linkStaysInside(path: string, target: string): boolean {
	if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
	const parts = target.split('/').filter((part) => part !== '' && part !== '.');
	const up = parts.findIndex((part) => part !== '..');
	const climbs = up < 0 ? parts.length : up;
	return climbs <= path.split('/').length - 1 && !parts.slice(climbs).includes('..');
}

/**
 * Lists the files and links of a folder, sorted by the bytes of their path; `.git` is left out.
 * @param root absolute folder
 * @throws BoxError 422 `unsafe-tree` for a special file, for a name that is no UTF-8, for folders
 *   nested too deep; 422 `too-large` for more entries than `limits.files`
 */
export async function listTree(root: string, options: TreeOptions = {}): Promise<TreeEntry[]> {
	const limits = options.limits ?? TREE_LIMITS;
	const found: (TreeEntry & { bytes: Buffer })[] = [];
	let entries = 0;
	const walk = async (folder: string, prefix: string, depth: number): Promise<void> => {
		if (depth > MAX_DEPTH) throw unsafe(prefix, 'lies too deep');
		for await (const entry of await opendir(folder, { bufferSize: 64 })) {
			options.signal?.throwIfAborted();
			if (entry.name === '.git') continue;
			const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
			if (options.ignored?.(path, entry.isDirectory())) continue;
			if ((entries += 1) > limits.files) throw tooLarge(`It has more than ${limits.files} files and folders.`);
			if (options.leaveOut?.includes(path)) continue;
			// Node replaces invalid UTF-8 in a name by U+FFFD, and would then not find the file by
			// it.
			if (entry.name.includes('\uFFFD')) throw unsafe(path, 'has a name that is not UTF-8');
			if (entry.isDirectory()) await walk(join(folder, entry.name), path, depth + 1);
			else if (entry.isFile() || entry.isSymbolicLink()) {
				found.push({ path, kind: entry.isFile() ? 'file' : 'link', bytes: Buffer.from(path) });
			} else throw unsafe(path, 'is neither a file, a folder nor a link');
		}
	};
	await walk(root, '', 0);
	found.sort((a, b) => Buffer.compare(a.bytes, b.bytes));
	return found.map(({ path, kind }) => ({ path, kind }));
}

function tooLarge(message: string): BoxError {
	return new BoxError({ code: 'too-large', status: 422, message, hint: 'Such a pup is not installed.' });
}

/**
 * SHA-256 of a whole folder, in the format above. Contents are streamed.
 * @param root absolute folder, no link
 * @returns lower-case hex
 * @throws BoxError 422 `unsafe-tree` also for links that lead out; `too-large`; the system's error
 *   when something cannot be read; the signal's reason
 */
export async function hashTree(root: string, options: TreeOptions = {}): Promise<string> {
	const limits = options.limits ?? TREE_LIMITS;
	const all = createHash('sha256');
	let left = limits.bytes;
	for (const { path, kind } of await listTree(root, options)) {
		options.signal?.throwIfAborted();
		if (kind === 'link') {
			const target = await readlink(join(root, path));
			if (!linkStaysInside(path, target)) throw unsafe(path, 'is a link that leads out of the pup’s folder');
			const bytes = Buffer.from(target);
			all.update(treeHashLine('l', bytes.length, createHash('sha256').update(bytes).digest('hex'), path));
			continue;
		}
		// The entry may have been replaced since it was listed: a link is not followed, and a FIFO
		// does not block.
		const file = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
		try {
			const stat = await file.stat();
			if (!stat.isFile()) throw unsafe(path, 'is no plain file');
			const hash = createHash('sha256');
			let size = 0;
			const buffer = Buffer.allocUnsafe(Math.min(Math.max(stat.size, 1), 1024 * 1024));
			for (;;) {
				options.signal?.throwIfAborted();
				const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
				if (bytesRead === 0) break;
				size += bytesRead;
				if ((left -= bytesRead) < 0) {
					throw tooLarge(`Its files have more than ${sizeText(limits.bytes)}.`);
				}
				hash.update(buffer.subarray(0, bytesRead));
			}
			all.update(treeHashLine((stat.mode & 0o100) !== 0 ? 'x' : 'f', size, hash.digest('hex'), path));
		} finally {
			await file.close();
		}
	}
	return all.digest('hex');
}

/**
 * The line of one file or link in the format above, with its line feed; for trees that are not in a
 * folder.
 * @param size bytes of the content
 * @param sha256 of the content, lower-case hex
 * @param path relative to the tree
 */
export function treeHashLine(type: 'f' | 'x' | 'l', size: number, sha256: string, path: string): string {
	return `${type} ${size} ${sha256} ${escaped(path)}\n`;
}
