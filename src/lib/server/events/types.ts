import type { Change, ChangeBody } from '../../contract/live.ts';

export interface Events {
	/** Appends to the log, then notifies subscribers. Call it after the state was written. */
	emit(body: ChangeBody): Change;
	/**
	 * Returns changes after `since`, oldest first, or null when the log does not reach back that
	 * far.
	 */
	since(since: number): Change[] | null;
	/**
	 * Returns the next changes after `since`, oldest first, or null when the log does not reach
	 * back that far. For readers that go through the log at their own pace.
	 * @param most number of changes to return
	 */
	read(since: number, most: number): Change[] | null;
	/** Number of the newest change; 0 for none. */
	readonly seq: number;
	subscribe(fn: (change: Change) => void): () => void;
	/** Removes old changes; `keep` remain. */
	prune(keep: number): void;
}
