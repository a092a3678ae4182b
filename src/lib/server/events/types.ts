import type { Change, ChangeBody } from '../../contract/live.ts';

export interface Events {
	/**
	 * Appends to the log and then tells subscribers. Call it after the state it tells of was
	 * written.
	 */
	emit(body: ChangeBody): Change;
	/** Changes after `since`, oldest first, or null when the log does not reach back that far. */
	since(since: number): Change[] | null;
	/**
	 * The next changes after `since`, oldest first, or null when the log does not reach back that
	 * far. For who goes through the log at his own pace.
	 * @param most changes to give
	 */
	read(since: number, most: number): Change[] | null;
	/** Number of the newest change; 0 for none. */
	readonly seq: number;
	subscribe(fn: (change: Change) => void): () => void;
	/** Removes old entries beyond `keep`. */
	prune(keep: number): void;
}
