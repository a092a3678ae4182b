/** Watches folder sources for changes, as while a pup is being developed. */
import { lstatSync } from 'node:fs';
import { watchFolder, type FolderWatch } from '../files/index.ts';
import { monotonicMs } from '../concurrency/index.ts';

/**
 * Time without changes before they are reported, ms. A save causes several events, a checkout
 * thousands.
 */
const QUIET_MS = 300;
/** Longest delay of the report while changes continue, ms. */
const LONGEST_MS = 3000;
/** Interval of checking whether a missing folder exists again, ms. */
const ABSENT_MS = 15_000;

/**
 * Watches the folder of a source. A folder that vanishes is reported, and watched again when it is
 * back.
 * @param root absolute
 * @param onChange called once per burst of changes, after it ended
 * @param onEnd called with the reason when an existing folder can no longer be watched
 */
export function watchSource(root: string, onChange: () => void, onEnd: (reason: string) => void): FolderWatch {
	let inner: FolderWatch | null = null;
	let quiet: NodeJS.Timeout | undefined;
	let absent: NodeJS.Timeout | undefined;
	let firstAt = 0;
	let closed = false;

	const isThere = () => lstatSync(root, { throwIfNoEntry: false })?.isDirectory() ?? false;

	/** Starts to watch again, because the folder may have been removed and created anew. */
	function arm(): void {
		inner?.close();
		inner = null;
		if (!isThere()) return check();
		let ended = false;
		const watch = watchFolder(root, changed, (reason) => {
			ended = true;
			inner = null;
			if (closed) return;
			if (isThere()) return onEnd(reason);
			check();
			changed();
		});
		if (!ended) inner = watch;
	}

	/** Checks whether a missing folder is back. */
	function check(): void {
		clearTimeout(absent);
		absent = setTimeout(() => {
			if (isThere()) changed();
			else check();
		}, ABSENT_MS).unref();
	}

	function changed(): void {
		if (closed) return;
		const now = monotonicMs();
		if (!quiet) firstAt = now;
		clearTimeout(quiet);
		const wait = Math.max(0, Math.min(QUIET_MS, firstAt + LONGEST_MS - now));
		quiet = setTimeout(() => {
			quiet = undefined;
			// Watches before the reading, so that no change is missed in between.
			arm();
			onChange();
		}, wait).unref();
	}

	arm();
	return {
		close() {
			closed = true;
			clearTimeout(quiet);
			clearTimeout(absent);
			inner?.close();
		}
	};
}
