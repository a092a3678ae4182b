import { createContext } from 'svelte';
import type { BoxDetail } from '$lib/contract/boxes.ts';

/** The box of the current page: the rendered data, updated by its newest summary. */
export interface ShownBox {
	readonly current: BoxDetail;
}

/** Context that gives the sections of a box's page their box. */
export const [useShownBox, provideShownBox] = createContext<ShownBox>();
