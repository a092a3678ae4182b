/** Aborts work that stores untrusted data before the disk is full. */
import { bytes } from '../../contract/bytes.ts';
import { BoxError } from '../../contract/errors.ts';
import { bytesUntilCritical } from './space-levels.ts';
import type { SpaceWatch } from './space-watch.ts';

const full = (left: number) =>
	new BoxError({
		code: 'disk-full',
		status: 507,
		message: `The disk of the box is nearly full (${bytes(Math.max(0, left))} left), so this was stopped.`,
		hint: 'Remove images, boxes or pups that you do not need, then try again.'
	});

/**
 * Runs work as long as the disk has room for everything else to keep working.
 * @param what whose disk
 * @param work gets a signal that aborts when the room is used up, or with `signal`
 * @throws BoxError 507 `disk-full`, also before the start
 */
export async function whileRoom<T>(
	space: Pick<SpaceWatch, 'diskOf' | 'onCheck'>,
	what: 'box' | 'pups',
	signal: AbortSignal,
	work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
	const stop = new AbortController();
	const check = () => {
		const disk = space.diskOf(what);
		if (disk !== null && bytesUntilCritical(disk) <= 0) stop.abort(full(disk.free));
	};
	check();
	stop.signal.throwIfAborted();
	const unsubscribe = space.onCheck(check);
	try {
		return await work(AbortSignal.any([signal, stop.signal]));
	} catch (error) {
		if (stop.signal.aborted) throw stop.signal.reason;
		throw error;
	} finally {
		unsubscribe();
	}
}
