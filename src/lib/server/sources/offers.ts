/** Pups as a source offers them: their versions in order, and what its key says of all of them. */
import type { SignatureState } from '../../contract/sources.ts';
import type { OfferedPup } from './types.ts';
import { shownVersion } from './versions.ts';

/**
 * State of a whole source: failed where the newest version of any pup is not signed as it must be.
 */
export function signatureOf(pinned: boolean, pups: readonly OfferedPup[]): SignatureState {
	if (!pinned) return 'unsigned';
	return pups.length > 0 && pups.every((pup) => pup.versions[0]!.signature === 'verified') ? 'verified' : 'failed';
}

/** Puts the versions in order and finds the one to show. */
export function offerOf(pup: Omit<OfferedPup, 'shown'>): OfferedPup {
	return { ...pup, shown: shownVersion(pup.versions) };
}
