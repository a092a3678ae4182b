/** Sorts a pup's versions, and summarises the signatures of a source. */
import type { SignatureState } from '../../contract/sources.ts';
import type { OfferedPup } from './types.ts';
import { shownVersion } from './versions.ts';

/**
 * Signature state of a whole source: failed where the newest version of any pup lacks a valid
 * signature, or where a source with a pinned key has no pups.
 */
export function signatureOf(pinned: boolean, pups: readonly OfferedPup[]): SignatureState {
	if (!pinned) return 'unsigned';
	return pups.length > 0 && pups.every((pup) => pup.versions[0]!.signature === 'verified') ? 'verified' : 'failed';
}

/** Sorts the versions and chooses the one to show. */
export function offerOf(pup: Omit<OfferedPup, 'shown'>): OfferedPup {
	return { ...pup, shown: shownVersion(pup.versions) };
}
