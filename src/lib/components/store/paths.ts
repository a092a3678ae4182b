import type { StorePup } from '$lib/contract/pups.ts';

/**
 * Address of a pup's page in the store.
 *
 * @param pup its source and name
 */
export function storePath(pup: Pick<StorePup, 'sourceId' | 'name'>): string {
	return `/store/${encodeURIComponent(pup.sourceId)}/${encodeURIComponent(pup.name)}`;
}
