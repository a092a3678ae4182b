/** A folder of logs that is watched, and how what is new in it gets to those who follow. */
import type { FSWatcher } from 'node:fs';
import type { LogBatch } from '../../types.ts';
import { skipped, written } from './catching-up.ts';
import { endsNow } from './files.ts';
import type { Position } from './read-lines.ts';

/**
 * Batches that are given on without a pause, for who waits until all are there; what is left then
 * is passed over. A service may write faster than is read.
 */
const MOST_ROUNDS = 8;

export interface Watched {
	watcher: FSWatcher;
	/** Processes whose older part is kept. */
	kept: Set<string>;
	/** Those of which that is still to be done: once is enough, however often a log begins anew. */
	toKeep: Set<string>;
	/**
	 * Those who follow, with those who are about to be let in. While there are any, the folder is
	 * watched.
	 */
	members: number;
	/** Who gets new lines. */
	followers: Set<(batch: LogBatch) => void>;
	/** How far all followers are; null while nobody was let in. */
	positions: Map<string, Position> | null;
	/** Sources that were written to since. */
	changed: Set<string>;
	timer: NodeJS.Timeout | null;
	/** Work on the files, one after the other. */
	tail: Promise<void>;
}

/** A folder that nobody follows yet. */
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

/** Passes on what is new. @returns whether more was there than is given at once */
export async function pump(folder: string, entry: Watched): Promise<boolean> {
	const { positions, changed } = entry;
	if (!positions) return false;
	entry.changed = new Set();
	const { lines, gap, more } = await written(folder, changed, positions);
	for (const source of more) entry.changed.add(source);
	pass(entry, { lines, gap });
	// What was written meanwhile has its own turn: a loud service keeps nobody waiting.
	return more.length > 0;
}

/** Brings all followers to the end of the logs, as it is when they get there. */
export async function pumpAll(folder: string, entry: Watched): Promise<void> {
	for (let round = 0; round < MOST_ROUNDS; round++) if (!(await pump(folder, entry))) return;
	const { positions } = entry;
	if (positions) pass(entry, await skipped(folder, positions, endsNow(folder)));
}
