/** Reloads the data of the current page. */
import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';

let last: Promise<unknown> = Promise.resolve();

/**
 * Reloads data, one reload after the other, and none during a navigation. SvelteKit cancels
 * whichever began first: a click would have no effect, or a form would continue before its page is
 * updated.
 * @param what names of changed data, as in `depends`; none for all data
 * @returns a promise that resolves when the new data are shown
 */
export function refresh(...what: string[]): Promise<void> {
	const shown = last.then(async () => {
		let seen: Promise<void> | null = null;
		// A navigation that another one replaced stays in `navigating` after it has ended.
		while (navigating.complete && navigating.complete !== seen) {
			seen = navigating.complete;
			await seen.catch(() => undefined);
		}
		await (what.length === 0 ? invalidateAll() : Promise.all(what.map((one) => invalidate(one))));
	});
	last = shown.catch(() => undefined);
	return shown;
}
