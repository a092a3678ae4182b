import { getContext, setContext } from 'svelte';
import type { PupDetail } from '$lib/contract/pups.ts';

/** The pup whose page is shown: as it was rendered, with the newest summary laid over it. */
export interface ShownPup {
	readonly current: PupDetail;
}

const KEY = Symbol('shown pup');

/**
 * Tells the sections of a pup's page which pup they are about.
 *
 * @param read the pup, as it is now
 */
export function provideShownPup(read: () => PupDetail): void {
	setContext<ShownPup>(KEY, {
		get current() {
			return read();
		}
	});
}

/** The pup of the page above. */
export function useShownPup(): ShownPup {
	return getContext<ShownPup>(KEY);
}
