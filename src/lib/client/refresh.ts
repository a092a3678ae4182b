/** Loads again what the page in view shows. */
import { invalidate, invalidateAll } from '$app/navigation';
import { navigating } from '$app/state';

let last: Promise<unknown> = Promise.resolve();

/**
 * One load after the other, and none in the middle of a navigation: SvelteKit gives up whichever
 * began first, so that a click would lead nowhere, or a form would go on before its page is new.
 * @param what what changed, as in `depends`; nothing: all of it
 * @returns when it is shown
 */
export function refresh(...what: string[]): Promise<void> {
	const shown = last.then(async () => {
		let seen: Promise<void> | null = null;
		// One that another has taken the place of stays there, ended.
		while (navigating.complete && navigating.complete !== seen) {
			seen = navigating.complete;
			await seen.catch(() => undefined);
		}
		await (what.length === 0 ? invalidateAll() : Promise.all(what.map((one) => invalidate(one))));
	});
	last = shown.catch(() => undefined);
	return shown;
}
