/** Sees changes in folders that pups are being made in. */
import { watch, type FSWatcher } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Quiet time after a change before it is told, ms: a save is several events, a checkout thousands. */
const QUIET_MS = 300;
/** Longest wait while changes go on, ms. */
const LONGEST_MS = 3000;
/** How often a folder that is not there is looked for, ms. */
const ABSENT_MS = 15_000;
/** Folders watched per source; the kernel gives some thousands to a user in all (inotify(7), max_user_watches). */
const MAX_FOLDERS = 200;
const MAX_DEPTH = 8;
/** Large, and no part of what its maker edits. */
const LEFT_OUT = new Set(['.git', 'node_modules', 'target', '.direnv', 'result']);

export interface FolderWatch {
	close(): void;
}

/**
 * Watches a folder with its subfolders, up to {@link MAX_FOLDERS} (node's own recursive watching on Linux takes one watch per file).
 * A folder that vanishes is told once and looked for again.
 * @param root absolute
 * @param onChange called once per burst of changes, after it went quiet
 */
export function watchFolder(root: string, onChange: () => void): FolderWatch {
	let watchers = new Map<string, FSWatcher>();
	let quiet: NodeJS.Timeout | undefined;
	let absent: NodeJS.Timeout | undefined;
	let firstAt = 0;
	let closed = false;
	/** The newest arming; an older one that is still looking gives up. */
	let round = 0;

	function changed(): void {
		if (closed) return;
		const now = Date.now();
		if (!quiet) firstAt = now;
		clearTimeout(quiet);
		quiet = setTimeout(
			() => {
				quiet = undefined;
				// New folders are watched before what is in them is read: nothing is missed in between.
				void arm().then(() => !closed && onChange());
			},
			Math.max(0, Math.min(QUIET_MS, firstAt + LONGEST_MS - now))
		).unref();
	}

	async function arm(): Promise<void> {
		const own = (round += 1);
		const found = await subfolders(root);
		if (closed || own !== round) return;
		clearTimeout(absent);
		if (found === null) {
			absent = setTimeout(() => void arm().then(() => watchers.size > 0 && changed()), ABSENT_MS).unref();
		}
		const kept = new Map<string, FSWatcher>();
		for (const folder of found ?? []) {
			const watcher = watchers.get(folder) ?? start(folder);
			if (watcher) kept.set(folder, watcher);
		}
		for (const [folder, watcher] of watchers) if (!kept.has(folder)) watcher.close();
		watchers = kept;
	}

	function start(folder: string): FSWatcher | null {
		try {
			const watcher = watch(folder, { persistent: false });
			watcher.on('change', (event, name) => {
				if (LEFT_OUT.has(String(name))) return;
				// The folder itself was moved or removed: its watch says nothing any more, also when it comes back.
				if (event === 'rename') drop(folder, watcher, false);
				changed();
			});
			watcher.on('error', () => {
				drop(folder, watcher, true);
				changed();
			});
			return watcher;
		} catch {
			// Gone meanwhile, or the kernel gives no more watches.
			return null;
		}
	}

	/** Stops a watch; the next arming begins it anew where the folder is there. */
	function drop(folder: string, watcher: FSWatcher, always: boolean): void {
		if (!always && folder !== root) return;
		if (watchers.get(folder) === watcher) watchers.delete(folder);
		watcher.close();
	}

	void arm();
	return {
		close() {
			closed = true;
			clearTimeout(quiet);
			clearTimeout(absent);
			for (const watcher of watchers.values()) watcher.close();
			watchers.clear();
		}
	};
}

/** The folder and those below it, nearest first; links are not followed. Null when it is not there. */
async function subfolders(root: string): Promise<string[] | null> {
	const found = [root];
	let level = [root];
	for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth++) {
		const next: string[] = [];
		for (const folder of level) {
			try {
				for await (const entry of await opendir(folder)) {
					if (!entry.isDirectory() || LEFT_OUT.has(entry.name)) continue;
					if (found.length >= MAX_FOLDERS) return found;
					found.push(join(folder, entry.name));
					next.push(join(folder, entry.name));
				}
			} catch {
				if (folder === root) return null;
			}
		}
		level = next;
	}
	return found;
}
