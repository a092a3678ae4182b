import { getContext, setContext } from 'svelte';

const KEY = Symbol('clock');

/** The present moment for everything on the page that says “5 min ago”; one timer per tab. */
export interface Clock {
	/** Milliseconds since the epoch, renewed every few seconds. */
	readonly now: number;
}

/**
 * Puts a clock into the context of the calling component and lets it tick in the browser.
 *
 * @param start the server's moment, so that the first render is the same on both sides
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

/** The clock of the layout above; stands still at the present where there is none. */
export function useClock(): Clock {
	return getContext<Clock | undefined>(KEY) ?? { now: Date.now() };
}
