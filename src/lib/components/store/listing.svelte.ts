import { getContext, setContext } from 'svelte';
import { api } from '$lib/client/api.ts';
import type { StorePup } from '$lib/contract/store.ts';
import { indexPups, textsOf, type IndexedPup } from './search.ts';

/**
 * The whole listing of the store in this tab. It is loaded once after the first page, so that a
 * search needs no request.
 */
export class StoreListing {
	/** Null until it is loaded. */
	index = $state.raw<IndexedPup[] | null>(null);
	/** Loading failed: searches then load a page, as without JavaScript. */
	failed = $state(false);
	/** The last search, for the way back from a pup's page. */
	search = '';

	#asked: number | null = null;

	/**
	 * Loads the listing, unless it was already loaded for this state of the box.
	 *
	 * @param stamp value that the page was rendered with; it differs when the listing may have
	 *   changed
	 */
	async fill(stamp: number): Promise<void> {
		if (this.#asked === stamp) return;
		this.#asked = stamp;
		try {
			const { pups } = await api<{ pups: StorePup[] }>('/store');
			// A later call may have finished first.
			if (this.#asked !== stamp) return;
			const index = indexPups(pups);
			this.index = index;
			this.failed = false;
			// Prepares the search before the first letter is typed, but after the page was drawn.
			setTimeout(() => index.forEach(textsOf), 200);
		} catch {
			if (this.#asked !== stamp) return;
			this.#asked = null;
			this.failed = this.index === null;
		}
	}
}

const KEY = Symbol('store listing');

export function provideListing(): StoreListing {
	return setContext(KEY, new StoreListing());
}

/** The listing that the layout provides. */
export function useListing(): StoreListing {
	return getContext<StoreListing>(KEY);
}
