/** Sees changes in folders that pups are being made in. */
import { lstatSync } from 'node:fs';
import { watchFolder, type FolderWatch } from '../files/index.ts';
import { monotonicMs } from '../concurrency/index.ts';

/**
 * Quiet time after a change before it is reported, ms: a save is several events, a checkout
 * thousands.
 */
const QUIET_MS = 300;
/** Longest wait while changes go on, ms. */
const LONGEST_MS = 3000;
/** How often a folder that is not there is looked for, ms. */
const ABSENT_MS = 15_000;

/**
 * Watches the folder of a source. One that vanishes is reported and looked for again.
 * @param root absolute
 * @param onChange called once per burst of changes, after it went quiet
 * @param onEnd called when it cannot be watched any more although it is there, with the reason
 */
export function watchSource(root: string, onChange: () => void, onEnd: (reason: string) => void): FolderWatch {
	let inner: FolderWatch | null = null;
	let quiet: NodeJS.Timeout | undefined;
	let absent: NodeJS.Timeout | undefined;
	let firstAt = 0;
	let closed = false;

	const isThere = () => lstatSync(root, { throwIfNoEntry: false })?.isDirectory() ?? false;

	/** Begins again: a folder that was removed and made again is watched again. */
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

	/** Looks for a folder that is gone. */
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
			// Watched before it is read: nothing is missed in between.
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
