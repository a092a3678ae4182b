/** Who ended and how: conmon leaves a file with the exit status for each process; inotify tells when. */
import { watch, type FSWatcher } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOciName } from '../host/index.ts';

export interface ExitWatch {
	/** Exit status that is waiting in the folder for this process; null when there is none. */
	pending(name: string): Promise<number | null>;
	/** Names of all that wait in the folder. */
	all(): Promise<string[]>;
	close(): void;
}

/** Watches a folder (which must exist); `onExit` gets the name of each process whose file appears. */
export function watchExits(folder: string, onExit: (name: string) => void, onError: (error: Error) => void): ExitWatch {
	const watcher: FSWatcher = watch(folder, { persistent: false }, (_event, file) => {
		// conmon writes a temporary file beside it first; that has a suffix of its own and is not found when read.
		if (file !== null && parseOciName(file)) onExit(file);
	});
	watcher.on('error', onError);
	return {
		async pending(name) {
			try {
				const text = await readFile(join(folder, name), 'utf8');
				return /^\d+$/.test(text.trim()) ? Number(text.trim()) & 255 : null;
			} catch {
				return null;
			}
		},
		async all() {
			return (await readdir(folder).catch(() => [])).filter((name) => parseOciName(name) !== null);
		},
		close: () => watcher.close()
	};
}
