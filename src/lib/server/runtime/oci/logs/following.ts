/**
 * Followers of logs. They receive each new line once, in the order of writing. Uses inotify instead
 * of polling.
 */
import { watch, type FSWatcher } from 'node:fs';
import type { FollowOptions, LogBatch } from '../../types.ts';
import { missed, positionsAt } from './catching-up.ts';
import { parseCursor } from './cursor.ts';
import { completed } from './moments.ts';
import { endsNow, sourceOfFile, sourcesIn } from './files.ts';
import type { Position } from './read-lines.ts';
import { newWatched, pump, pumpAll, type Watched } from './watched.ts';

/** How long new lines are collected before they are delivered, milliseconds. */
const BATCH_MS = 40;
export interface Following {
	keepPrevious(id: string, process: string): void;
	end(id: string, process: string): Promise<void>;
	rest(id: string): void;
	forget(id: string): void;
	follow(id: string, options: FollowOptions, fn: (batch: LogBatch) => void): () => void;
	flush(id: string): Promise<void>;
	close(): void;
}

/** Operations on log files that only the host may carry out. */
export interface LogFiles {
	folderOf(id: string): string;
	/** Creates a container's folder where it does not exist. */
	open(id: string): Promise<void>;
	/** See {@link Following.keepPrevious}. */
	keep(id: string, process: string): Promise<void>;
	/** See {@link Following.end}. */
	end(id: string, process: string): Promise<void>;
}

export function createFollowing(files: LogFiles): Following {
	const watched = new Map<string, Watched>();
	const { folderOf } = files;

	function watchFolder(id: string): Watched | null {
		const known = watched.get(id);
		if (known) return known;
		let watcher: FSWatcher;
		try {
			watcher = watch(folderOf(id), { persistent: false });
		} catch {
			return null;
		}
		const entry = newWatched(watcher);
		watcher.on('change', (kind, name) => {
			const source = typeof name === 'string' ? sourceOfFile(name) : null;
			if (!source) return;
			const renewed = kind === 'rename' && name === `${source.service}.log`;
			if (renewed && entry.kept.has(source.service)) keep(id, entry, source.service);
			if (entry.members === 0) return;
			entry.changed.add(source.id);
			schedule(id, entry);
		});
		watcher.on('error', () => forget(id));
		watched.set(id, entry);
		return entry;
	}

	function enqueue(entry: Watched, work: () => Promise<void>): void {
		entry.tail = entry.tail.then(work).catch(() => {});
	}

	function keep(id: string, entry: Watched, process: string): void {
		if (entry.toKeep.has(process)) return;
		entry.toKeep.add(process);
		enqueue(entry, async () => {
			entry.toKeep.delete(process);
			await files.keep(id, process);
		});
	}

	const end = (id: string, process: string) => files.end(id, process);

	function schedule(id: string, entry: Watched): void {
		entry.timer ??= setTimeout(() => {
			entry.timer = null;
			enqueue(entry, async () => {
				if (await pump(folderOf(id), entry)) schedule(id, entry);
			});
		}, BATCH_MS);
	}

	function quiet(entry: Watched): void {
		if (entry.timer) clearTimeout(entry.timer);
		entry.timer = null;
		entry.positions = null;
		entry.changed.clear();
	}

	function forget(id: string): void {
		const entry = watched.get(id);
		if (!entry) return;
		watched.delete(id);
		entry.watcher.close();
		entry.followers.clear();
		quiet(entry);
	}

	/** Admits a follower after bringing it to the others' positions. */
	async function admit(
		id: string,
		entry: Watched,
		from: ReadonlyMap<string, Position>,
		follower: (batch: LogBatch) => void
	): Promise<void> {
		if (entry.positions === null) {
			entry.positions = await positionsAt(folderOf(id), endsNow(folderOf(id)));
			// Lines were written while the ends were determined; they may be after them.
			if (entry.changed.size > 0) schedule(id, entry);
		}
		// All followers must be at the same position. Otherwise the next batch for the others would
		// repeat lines for the new one.
		else await pumpAll(folderOf(id), entry);
		const batch = await missed(folderOf(id), from, entry.positions);
		if (batch.lines.length > 0 || batch.gap) follower(batch);
		entry.followers.add(follower);
	}

	return {
		keepPrevious(id, process) {
			const entry = watchFolder(id);
			if (!entry) return;
			entry.kept.add(process);
			keep(id, entry, process);
		},

		end,

		rest(id) {
			const entry = watched.get(id);
			if (!entry) return;
			for (const process of entry.kept) {
				keep(id, entry, process);
				enqueue(entry, () => end(id, process));
			}
			entry.kept.clear();
			if (entry.members === 0) forget(id);
		},

		forget,

		follow(id, options, fn) {
			// Without a cursor, delivery begins at the logs' end at the time of this call, not at
			// the time of admission.
			const from =
				options.after === undefined
					? positionsAt(folderOf(id), endsNow(folderOf(id)))
					: completed(parseCursor(options.after), options.after, folderOf(id));
			from.catch(() => {});
			let stopped = false;
			let entry: Watched | null = null;
			const own = (batch: LogBatch) => {
				if (!stopped) fn(batch);
			};
			// A container that was never started has no folder yet. One is created so that it can
			// be watched.
			const begun = files.open(id).then(() => {
				entry = stopped ? null : watchFolder(id);
				if (!entry) return;
				const joined = entry;
				joined.members += 1;
				enqueue(joined, async () => {
					if (!stopped) await admit(id, joined, await from, own);
				});
			});
			begun.catch(() => {});
			return () => {
				stopped = true;
				const left = entry;
				entry = null;
				if (!left) return;
				left.members -= 1;
				// Queued behind the admission, if that is still pending.
				enqueue(left, async () => {
					left.followers.delete(own);
					if (left.members > 0) return;
					quiet(left);
					if (left.kept.size === 0 && watched.get(id) === left) forget(id);
				});
			};
		},

		async flush(id) {
			const entry = watched.get(id);
			if (!entry) return;
			enqueue(entry, async () => {
				for (const source of await sourcesIn(folderOf(id))) entry.changed.add(source.id);
				await pumpAll(folderOf(id), entry);
			});
			await entry.tail;
		},

		close() {
			for (const id of [...watched.keys()]) forget(id);
		}
	};
}
