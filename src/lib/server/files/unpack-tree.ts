/**
 * A folder that is being filled from an archive. The kernel never writes through a link: each
 * folder above a name is verified, one by one, to be a real folder. A link where a folder is needed
 * is replaced by one or, in layers of an image, resolved by us within the folder, as the programs
 * inside would. This is only safe while nobody else writes into it.
 *
 * Names and content are written asynchronously. Changes of an entry in memory (owner, mode, time)
 * are synchronous: the thread pool would cost a hundred times as much as the call, and there are
 * tens of thousands of files.
 */
import {
	chmodSync,
	constants,
	fchmodSync,
	fchownSync,
	futimesSync,
	lchownSync,
	lstatSync,
	lutimesSync,
	readlinkSync,
	utimesSync
} from 'node:fs';
import { link, mkdir, open, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { badArchive, shown } from './unpack-names.ts';

/** Metadata of a file or folder. */
export interface Attributes {
	/** Permission bits. */
	mode: number;
	/** Host ids; null to leave them unchanged. */
	owner: { uid: number; gid: number } | null;
	/** Seconds since the epoch. */
	mtime: number;
}

/** Mode of a folder that the archive does not list, but needs for a file. */
const FOLDER_MODE = 0o755;

export interface Tree {
	folder(parts: readonly string[], attributes: Attributes): Promise<void>;
	/** Writes a new file. Never writes into an existing one, which may have other names. */
	file(parts: readonly string[], attributes: Attributes, content: AsyncIterable<Uint8Array>): Promise<void>;
	symlink(parts: readonly string[], text: string, attributes: Attributes): Promise<void>;
	/**
	 * Adds a name to a file of the tree.
	 * @param onlyFiles whether a second name of a symbolic link is rejected
	 */
	hardlink(parts: readonly string[], target: readonly string[], onlyFiles: boolean): Promise<void>;
	/**
	 * Removes an entry that existed before this archive, but not one that the archive wrote itself.
	 */
	hide(parts: readonly string[]): Promise<void>;
	/** Does the same for everything in a folder. */
	hideContent(parts: readonly string[]): Promise<void>;
	/** Sets modes and times of folders, which writing into them would change. */
	finish(): void;
}

/** Most links in a row before a path is invalid (path_resolution(7), MAXSYMLINKS). */
const MOST_LINKS = 40;

/**
 * @param target absolute folder; created when it is missing
 * @param plain owner of folders that the archive does not list; null to leave it unchanged
 * @param followParents whether a link above a name is resolved within the folder (a layer's `lib/x`
 *   over `lib -> usr/lib` is `usr/lib/x`, as in containerd) instead of being replaced
 */
export function createTree(target: string, plain: Attributes['owner'], followParents = false): Tree {
	/** Verified real folders; '' is the target itself. */
	const folders = new Set<string>();
	/** Attributes that are still to be set. */
	const pending = new Map<string, Attributes>();
	/** Entries that this archive wrote, and all folders above them. */
	const touched = new Set<string>();
	const at = (key: string) => (key === '' ? target : join(target, key));
	const keyOf = (parts: readonly string[]) => parts.join('/');
	const entryAt = (key: string) => {
		try {
			return lstatSync(at(key));
		} catch (error) {
			if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
			throw error;
		}
	};

	/** Resolves the links above a name as if the target were the root. The last component stays. */
	function place(parts: readonly string[]): readonly string[] {
		const above = parts.slice(0, -1);
		if (!followParents || parts.length < 2 || folders.has(keyOf(above))) return parts;
		const left = [...above];
		const real: string[] = [];
		let links = 0;
		while (left.length > 0) {
			const part = left.shift()!;
			if (part === '..') {
				// The parent of the root is the root.
				real.pop();
				continue;
			}
			real.push(part);
			const key = keyOf(real);
			if (folders.has(key) || !entryAt(key)?.isSymbolicLink()) continue;
			if (++links > MOST_LINKS) throw badArchive(`holds links that lead in circles above ${shown(keyOf(parts))}`);
			const text = readlinkSync(at(key));
			real.pop();
			if (text.startsWith('/')) real.length = 0;
			left.unshift(...text.split('/').filter((one) => one !== '' && one !== '.'));
		}
		return [...real, parts.at(-1)!];
	}

	function touch(parts: readonly string[]): void {
		for (let count = parts.length; count >= 0; count--) {
			const key = keyOf(parts.slice(0, count));
			if (touched.has(key)) return;
			touched.add(key);
		}
	}

	async function remove(key: string): Promise<void> {
		await rm(at(key), { recursive: true, force: true });
		if (!folders.has(key)) return;
		const below = `${key}/`;
		for (const known of folders) if (known === key || known.startsWith(below)) folders.delete(known);
		for (const known of pending.keys()) if (known === key || known.startsWith(below)) pending.delete(known);
	}

	/** Ensures that each component is a real folder, from the target down. */
	async function ensure(parts: readonly string[]): Promise<void> {
		if (folders.has(keyOf(parts))) return;
		for (let count = 0; count <= parts.length; count++) {
			const key = keyOf(parts.slice(0, count));
			if (folders.has(key)) continue;
			const found = entryAt(key);
			if (!found?.isDirectory()) {
				if (found) {
					if (count === 0) throw badArchive('has no folder to be unpacked to');
					await remove(key);
				}
				await mkdir(at(key), { recursive: count === 0, mode: FOLDER_MODE });
				chmodSync(at(key), FOLDER_MODE);
				if (plain) lchownSync(at(key), plain.uid, plain.gid);
			}
			folders.add(key);
		}
	}

	/** Removes what a new entry replaces. @returns its absolute path */
	async function clear(parts: readonly string[]): Promise<string> {
		const key = keyOf(parts);
		if (parts.length === 0) throw badArchive('holds a file without a name');
		await ensure(parts.slice(0, -1));
		const found = entryAt(key);
		if (found?.isDirectory()) folders.add(key);
		if (found) await remove(key);
		touch(parts);
		return at(key);
	}

	/** Whether all folders above it are real folders; creates none. */
	function reachable(parts: readonly string[]): boolean {
		for (let count = 0; count < parts.length; count++) {
			const key = keyOf(parts.slice(0, count));
			if (folders.has(key)) continue;
			if (!entryAt(key)?.isDirectory()) return false;
			folders.add(key);
		}
		return true;
	}

	async function hide(parts: readonly string[]): Promise<void> {
		const key = keyOf(parts);
		if (!reachable(parts)) return;
		const found = entryAt(key);
		if (!found) return;
		if (!touched.has(key)) {
			if (found.isDirectory()) folders.add(key);
			return remove(key);
		}
		if (found.isDirectory()) for (const name of await readdir(at(key))) await hide([...parts, name]);
	}

	return {
		async folder(named, attributes) {
			const parts = place(named);
			await ensure(parts);
			touch(parts);
			pending.set(keyOf(parts), attributes);
		},
		async file(named, { mode, owner, mtime }, content) {
			const path = await clear(place(named));
			const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
			const handle = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
			try {
				for await (const bytes of content) {
					for (let done = 0; done < bytes.length;) done += (await handle.write(bytes, done)).bytesWritten;
				}
				if (owner) fchownSync(handle.fd, owner.uid, owner.gid);
				// Set after the owner, because a change of owner clears setuid.
				fchmodSync(handle.fd, mode);
				futimesSync(handle.fd, mtime, mtime);
			} finally {
				await handle.close();
			}
		},
		async symlink(named, text, { owner, mtime }) {
			const path = await clear(place(named));
			await symlink(text, path);
			if (owner) lchownSync(path, owner.uid, owner.gid);
			lutimesSync(path, mtime, mtime);
		},
		async hardlink(named, namedTarget, onlyFiles) {
			const parts = place(named);
			const target_ = place(namedTarget);
			if (keyOf(parts) === keyOf(target_)) return;
			const found = reachable(target_) ? entryAt(keyOf(target_)) : null;
			if (!found || found.isDirectory() || (onlyFiles && !found.isFile())) {
				throw badArchive(`holds a hard link to ${shown(keyOf(target_))}, which is no file unpacked before it`);
			}
			const path = await clear(parts);
			// Preparing the new name may have removed the file itself or a folder above it.
			const still = reachable(target_) ? entryAt(keyOf(target_)) : null;
			if (!still || still.isDirectory())
				throw badArchive(`holds a hard link in place of its own file, ${shown(keyOf(parts))}`);
			await link(at(keyOf(target_)), path);
		},
		hide: (named) => hide(place(named)),
		async hideContent(named) {
			const parts = place([...named, '']).slice(0, -1);
			if (!reachable([...parts, ''])) return;
			for (const name of await readdir(at(keyOf(parts)))) await hide([...parts, name]);
		},
		finish() {
			// Entries with longer names come first, so a folder comes after its contents: it may
			// become inaccessible.
			for (const [key, { mode, owner, mtime }] of [...pending].sort(([a], [b]) => b.length - a.length)) {
				if (owner) lchownSync(at(key), owner.uid, owner.gid);
				chmodSync(at(key), mode);
				utimesSync(at(key), mtime, mtime);
			}
		}
	};
}
