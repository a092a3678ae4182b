/** Keeps moves of processes between cgroups from waiting; see `expectMoves`. */
import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds that the moves continue after an announced start. */
const FRESH_MS = 150;
/** Milliseconds between moves; the kernel's state expires within a few tens of milliseconds. */
const AGAIN_MS = 8;
/** Milliseconds after which this process's group is looked up again. */
const MAX_AGE_MS = 1000;

/** Moves this process into the group that it is already in. */
export interface Mover {
	move(): Promise<unknown>;
	close(): Promise<unknown>;
}

/**
 * @param find null when the group is not visible
 * @returns begins or continues moving this process into its own group; resolves when its first
 *   move is over. Failures are ignored: the next move then waits, as it would without this.
 */
export function createMoves(find: () => Promise<Mover | null>): () => Promise<void> {
	let freshUntil = 0;
	let moving: Promise<void> | null = null;

	async function begin(): Promise<void> {
		const mover = await find().catch(() => null);
		const moved = await mover?.move().then(
			() => true,
			() => false
		);
		void repeat(mover, moved === true);
	}

	async function repeat(mover: Mover | null, moved: boolean): Promise<void> {
		try {
			const until = performance.now() + MAX_AGE_MS;
			while (mover && moved && performance.now() < Math.min(until, freshUntil)) {
				await wait(AGAIN_MS, undefined, { ref: false });
				await mover.move();
			}
		} catch {
			// Ignored: the next move waits, as it would without this.
		} finally {
			moving = null;
			await mover?.close().catch(() => {});
		}
	}

	return () => {
		freshUntil = performance.now() + FRESH_MS;
		return (moving ??= begin());
	};
}
