import type { StorePup } from '$lib/contract/store.ts';

/**
 * Address of a pup's page in the store.
 *
 * @param pup its source and name
 * @param version which version to show; the newest that can be used when left out
 * @param more `install`: with the settings that it asks for before it is installed; `as`: one more
 *   of it, by this name
 */
export function storePath(
	pup: Pick<StorePup, 'sourceId' | 'name'>,
	version: string | null = null,
	more: { install?: boolean; as?: string | undefined } = {}
): string {
	const path = `/store/${encodeURIComponent(pup.sourceId)}/${encodeURIComponent(pup.name)}`;
	const query = [
		version && `version=${encodeURIComponent(version)}`,
		more.install && 'install=1',
		more.as && `as=${encodeURIComponent(more.as)}`
	].filter(Boolean);
	return query.length ? `${path}?${query.join('&')}` : path;
}
