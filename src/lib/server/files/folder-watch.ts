/** Watches a folder and all folders below it for changes that a person makes. */
import { lstatSync, readdirSync, watch, type FSWatcher } from 'node:fs';
import { join, relative } from 'node:path';

/** Most watched folders; each takes one of the kernel's watches (inotify(7), max_user_watches). */
const MAX_FOLDERS = 2000;

/**
 * Folders whose contents are not part of the pup: histories, packages, data of editors and
 * interpreters.
 */
const IGNORED_FOLDERS = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__', '.idea', '.vscode']);

/**
 * Files that editors and systems write next to edited files: vim, Emacs, GNOME, JetBrains, macOS;
 * compiled Python.
 */
const IGNORED_FILES =
	/^(?:4913|\.DS_Store|\.#.*|#.*#|.*~|\..*\.sw[a-z]{1,2}|\.goutputstream-.*|.*___jb_(?:tmp|old)___|.*\.pyc(?:\.\d+)?)$/;

/** Whether changes of a path are irrelevant to the pup. `path` is relative to the pup's folder. */
export function isIgnored(path: string): boolean {
	const parts = path.split('/');
	return parts.some((part) => IGNORED_FOLDERS.has(part)) || IGNORED_FILES.test(parts.at(-1) ?? '');
}

export interface FolderWatch {
	close(): void;
}

/**
 * Starts to watch. Node's own recursive watch watches each file, and loses those that editors
 * replace by renaming.
 * @param onChange receives the path of what changed, relative to the folder; often several times
 *   for one change
 * @param onEnd called once with an explanation when watching cannot continue
 */
export function watchFolder(
	root: string,
	onChange: (path: string) => void,
	onEnd: (reason: string) => void
): FolderWatch {
	const watchers = new Map<string, FSWatcher>();
	let open = true;

	function end(reason: string): void {
		if (!open) return;
		close();
		onEnd(reason);
	}

	function close(): void {
		open = false;
		for (const watcher of watchers.values()) watcher.close();
		watchers.clear();
	}

	const isFolder = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

	function add(folder: string): void {
		if (!open || watchers.has(folder)) return;
		if (watchers.size >= MAX_FOLDERS) {
			return end(`It has more than ${MAX_FOLDERS} folders; changes there do not restart the pup.`);
		}
		try {
			const watcher = watch(folder, { persistent: false }, (event, name) => changed(event, folder, name));
			watchers.set(folder, watcher);
			watcher.on('error', () => drop(folder));
			// Read after the watch began, so that no change is missed in between.
			for (const entry of readdirSync(folder, { withFileTypes: true })) {
				if (entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name)) add(join(folder, entry.name));
			}
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === 'ENOSPC' || code === 'EMFILE') {
				end('The host allows no more watches (sysctl fs.inotify.max_user_watches, max_user_instances).');
			} else if (folder === root) end('The folder cannot be read.');
			else drop(folder);
		}
	}

	function drop(folder: string): void {
		for (const [path, watcher] of watchers) {
			if (path !== folder && !path.startsWith(`${folder}/`)) continue;
			watcher.close();
			watchers.delete(path);
		}
	}

	function changed(event: string, folder: string, name: string | null): void {
		if (!open || name === null) return;
		const path = join(folder, name);
		const inside = relative(root, path);
		if (isIgnored(inside)) return;
		try {
			// `rename`: it was created, removed or moved; a folder with this name may now be
			// another one.
			if (event === 'rename') {
				drop(path);
				if (isFolder(path)) add(path);
			}
			if (!isFolder(root)) return end('The folder is gone.');
		} catch {
			// It changed while it was read. The next event reports that.
		}
		if (open) onChange(inside);
	}

	add(root);
	return { close };
}
