import { getContext, setContext } from 'svelte';

const KEY = Symbol('clock');

/** The current time for relative times on the page (“5 min ago”); one timer per tab. */
export interface Clock {
	/** Milliseconds since the epoch, updated every few seconds. */
	readonly now: number;
}

/**
 * Adds a clock to the context of the calling component, and updates it in the browser.
 *
 * @param start the server's time, so that the first render is the same on both sides
 */
export function provideClock(start: number): Clock {
	let now = $state(start);
	$effect(() => {
		now = Date.now();
		const timer = setInterval(() => (now = Date.now()), 5000);
		return () => clearInterval(timer);
	});
	return setContext<Clock>(KEY, {
		get now() {
			return now;
		}
	});
}

/** Returns the clock of the layout above. Without one, returns a constant current time. */
export function useClock(): Clock {
	return getContext<Clock | undefined>(KEY) ?? { now: Date.now() };
}
