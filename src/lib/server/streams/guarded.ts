/**
 * A listener for an event that bytes from outside bring about. What it throws goes to `fail`
 * instead of ending the process: node refuses to write some answers that its own parser has let in.
 * @param listener called with the event's arguments
 * @param fail ends what the event belongs to; what it throws itself is lost
 */
export function guarded<Args extends unknown[]>(
	listener: (...args: Args) => void,
	fail: (error: Error) => void
): (...args: Args) => void {
	return (...args) => {
		try {
			listener(...args);
		} catch (error) {
			fail(error instanceof Error ? error : new Error(String(error)));
		}
	};
}
