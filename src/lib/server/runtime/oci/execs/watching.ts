/** Watches the folder of a record for changes. */
import { watch, type FSWatcher } from 'node:fs';
import type { RecordChanges } from './read-record.ts';

/** Milliseconds without an event after which readers poll: inotify may have no watches left. */
const POLL_MS = 500;

export interface RecordWatch extends RecordChanges {
	close(): void;
}

/** @param onEnd called when the file `end` may exist */
export function watchRecord(folder: string, onEnd: () => void): RecordWatch {
	let count = 0;
	const waiting = new Set<() => void>();
	const change = () => {
		count++;
		for (const wake of [...waiting]) wake();
	};
	let watcher: FSWatcher | null = null;
	try {
		watcher = watch(folder, { persistent: false }, (_kind, name) => {
			if (name === null || name === 'end') onEnd();
			change();
		});
		watcher.on('error', () => {});
	} catch {
		// Without a watch, readers poll.
	}
	return {
		seen: () => count,
		after: (seen, signal) =>
			new Promise((resolve) => {
				if (seen !== count || signal?.aborted) return resolve();
				const wake = () => {
					clearTimeout(timer);
					waiting.delete(wake);
					signal?.removeEventListener('abort', wake);
					resolve();
				};
				const timer = setTimeout(wake, POLL_MS);
				timer.unref();
				waiting.add(wake);
				signal?.addEventListener('abort', wake, { once: true });
			}),
		close() {
			watcher?.close();
			change();
		}
	};
}
