import { createContext } from 'svelte';
import type { BoxDetail } from '$lib/contract/boxes.ts';

/** The box whose page is shown: as it was rendered, with the newest summary laid over it. */
export interface ShownBox {
	readonly current: BoxDetail;
}

/** For the sections of a box's page: which box they are about. */
export const [useShownBox, provideShownBox] = createContext<ShownBox>();
