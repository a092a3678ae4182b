/** Keeps moves of processes between control groups from waiting; see `expectMoves`. */
import { setTimeout as wait } from 'node:timers/promises';

/** For so long after a word that a start comes, milliseconds. */
const FRESH_MS = 150;
/** The kernel forgets a move within a few tens of milliseconds. */
const AGAIN_MS = 8;
/** After this the group that this process is in is looked up anew, milliseconds. */
const MAX_AGE_MS = 1000;

/** This process, in the group that it is in. */
export interface Mover {
	move(): Promise<unknown>;
	close(): Promise<unknown>;
}

/**
 * @param find null where there is no group to be seen
 * @returns begins, or goes on, to move this process to where it is; resolves when its first move is
 *   over. What fails is left: then the next move waits, as it would have without this.
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
			// As above.
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
