import { getContext, setContext } from 'svelte';
import type { PupDetail } from '$lib/contract/pups.ts';

/** The pup of the current page: the rendered data, updated by its newest summary. */
export interface ShownPup {
	readonly current: PupDetail;
}

const KEY = Symbol('shown pup');

/**
 * Provides the pup to the sections of its page.
 *
 * @param read returns the current data of the pup
 */
export function provideShownPup(read: () => PupDetail): void {
	setContext<ShownPup>(KEY, {
		get current() {
			return read();
		}
	});
}

/** Returns the pup of the page above. */
export function useShownPup(): ShownPup {
	return getContext<ShownPup>(KEY);
}
