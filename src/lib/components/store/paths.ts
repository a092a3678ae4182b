import type { StorePup } from '$lib/contract/store.ts';

/**
 * Address of a pup's page in the store.
 *
 * @param pup its source and name
 * @param version which version to show; default: the newest usable one
 * @param more `install`: show the form with its settings; `as`: name of a second pup of the offer
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
