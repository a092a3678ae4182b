/** A watched folder of logs, and the delivery of new lines to its followers. */
import type { FSWatcher } from 'node:fs';
import type { LogBatch } from '../../types.ts';
import { skipped, written } from './catching-up.ts';
import { endsNow } from './files.ts';
import type { Position } from './read-lines.ts';

/**
 * Most batches that are delivered without a pause for a caller that waits for all lines. The rest
 * is skipped. A service may write faster than its log is read.
 */
const MOST_ROUNDS = 8;

export interface Watched {
	watcher: FSWatcher;
	/** Processes whose previous log file is kept. */
	kept: Set<string>;
	/**
	 * Processes whose previous log file must still be kept. Once is enough, however often a log is
	 * rotated.
	 */
	toKeep: Set<string>;
	/**
	 * Number of followers, including those that are being admitted. The folder is watched while
	 * there are any.
	 */
	members: number;
	/** Callbacks that receive new lines. */
	followers: Set<(batch: LogBatch) => void>;
	/** Positions that all followers have reached; null until the first follower is admitted. */
	positions: Map<string, Position> | null;
	/** Sources that were written to since the last delivery. */
	changed: Set<string>;
	timer: NodeJS.Timeout | null;
	/** Tail of the queue of work on the files. */
	tail: Promise<void>;
}

/** State of a folder that nobody follows yet. */
export const newWatched = (watcher: FSWatcher): Watched => ({
	watcher,
	kept: new Set(),
	toKeep: new Set(),
	members: 0,
	followers: new Set(),
	positions: null,
	changed: new Set(),
	timer: null,
	tail: Promise.resolve()
});

function pass({ followers }: Watched, batch: LogBatch): void {
	if (batch.lines.length > 0 || batch.gap) for (const follower of followers) follower(batch);
}

/** Delivers new lines. @returns whether more lines exist than one batch holds */
export async function pump(folder: string, entry: Watched): Promise<boolean> {
	const { positions, changed } = entry;
	if (!positions) return false;
	entry.changed = new Set();
	const { lines, gap, more } = await written(folder, changed, positions);
	for (const source of more) entry.changed.add(source);
	pass(entry, { lines, gap });
	// Lines that were written meanwhile wait for their own turn, so a busy service delays no other.
	return more.length > 0;
}

/** Brings all followers to the current end of the logs. */
export async function pumpAll(folder: string, entry: Watched): Promise<void> {
	for (let round = 0; round < MOST_ROUNDS; round++) if (!(await pump(folder, entry))) return;
	const { positions } = entry;
	if (positions) pass(entry, await skipped(folder, positions, endsNow(folder)));
}
