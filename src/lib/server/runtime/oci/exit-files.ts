/**
 * Exit statuses of processes: conmon writes a file with the exit status of each process, and
 * inotify reports it.
 */
import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { exitFolder, hostVerbs, parseOciName, type Host } from '../../host/index.ts';

export interface ExitFiles {
	/** Exit status in the folder for this process; null when there is none. */
	pending(name: string): Promise<number | null>;
	/** Names of all processes with an exit file in the folder. */
	all(): Promise<string[]>;
	close(): void;
}

/**
 * Watches the exit folder, which must exist. Calls `onExit` with the name of each process whose
 * file appears.
 */
export function watchExitFiles(host: Host, onExit: (name: string) => void, onError: (error: Error) => void): ExitFiles {
	const folder = exitFolder(host.paths);
	const watcher: FSWatcher = watch(folder, { persistent: false }, (_event, file) => {
		// conmon first writes a temporary file beside it. Its name has another suffix, so reading
		// finds nothing.
		if (file !== null && parseOciName(file)) onExit(file);
	});
	watcher.on('error', onError);
	return {
		async pending(name) {
			const parsed = parseOciName(name);
			return parsed && host.call(hostVerbs.containerExit, parsed).catch(() => null);
		},
		async all() {
			return (await readdir(folder).catch(() => [])).filter((name) => parseOciName(name) !== null);
		},
		close: () => watcher.close()
	};
}
