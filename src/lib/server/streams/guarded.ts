/**
 * Wraps a listener of an event that external input causes. An error goes to `fail` instead of
 * ending the process: Node refuses to write some responses that its own parser accepted.
 * @param listener called with the event's arguments
 * @param fail ends the request or connection of the event
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
