import type { StorePup } from '$lib/contract/pups.ts';

/**
 * Address of a pup's page in the store.
 *
 * @param pup its source and name
 * @param version which version to show; the newest that can be used when left out
 */
export function storePath(pup: Pick<StorePup, 'sourceId' | 'name'>, version: string | null = null): string {
	const path = `/store/${encodeURIComponent(pup.sourceId)}/${encodeURIComponent(pup.name)}`;
	return version ? `${path}?version=${encodeURIComponent(version)}` : path;
}
