import { getContext, setContext } from 'svelte';
import { api } from '$lib/client/api.ts';
import type { StorePup } from '$lib/contract/store.ts';
import { indexPups, textsOf, type IndexedPup } from './search.ts';

/**
 * The whole listing of the store in this tab, for as long as one is in the store: fetched once
 * behind the first page, so that typing finds without asking the box.
 */
export class StoreListing {
	/** Null until it is here. */
	index = $state.raw<IndexedPup[] | null>(null);
	/** It could not be fetched: the address is asked instead, as without JavaScript. */
	failed = $state(false);
	/** The last search, for the way back from a pup's page. */
	search = '';

	#asked: number | null = null;

	/**
	 * Fetches the listing, unless it has been for this reading of the box.
	 *
	 * @param stamp what the page was rendered with; differs when the listing may have changed
	 */
	async fill(stamp: number): Promise<void> {
		if (this.#asked === stamp) return;
		this.#asked = stamp;
		try {
			const { pups } = await api<{ pups: StorePup[] }>('/store');
			// A later call may have been answered first.
			if (this.#asked !== stamp) return;
			const index = indexPups(pups);
			this.index = index;
			this.failed = false;
			// Before the first letter is typed, and not while the page is still being drawn.
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

/** The listing of the layout above. */
export function useListing(): StoreListing {
	return getContext<StoreListing>(KEY);
}
