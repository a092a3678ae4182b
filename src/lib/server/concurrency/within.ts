/** Work that may take longer than others can wait for it. */

/** What {@link within} gives instead of a result that is not there in time. */
export const LATE = Symbol('late');

/**
 * Waits for work, but not for ever. It goes on all the same.
 * @param ms milliseconds
 * @throws what the work throws in that time
 */
export async function within<T>(work: Promise<T>, ms: number): Promise<T | typeof LATE> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<typeof LATE>((resolve) => {
		timer = setTimeout(() => resolve(LATE), ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
		// Whoever waits longer hears of it; a failure that nobody waits for is no crash.
		work.catch(() => {});
	}
}
