/** Waits for work with a timeout. */

/** The result of {@link within} where the work is not done in time. */
export const LATE = Symbol('late');

/**
 * Waits for work for a limited time. The work continues after that.
 * @param ms milliseconds
 * @throws what the work throws within that time
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
		// Other callers may still await the work; without one, its failure must not crash the
		// process.
		work.catch(() => {});
	}
}
