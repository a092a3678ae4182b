/** What is offered, by name and by interface, and what a version of it provides. Pure. */
import { firstFreeName } from '../../contract/second-name.ts';
import type { KnownPup } from '../pups/index.ts';
import { satisfies } from '../store/index.ts';
import type { Need } from './needs.ts';
import type { Offer, OfferedVersion, PupKey, ResolverInput } from './resolver-types.ts';

/** Versions of one pup that are looked at for one need, newest first. */
export const MOST_VERSIONS = 40;
/** Pups that are looked at for one need, best first. */
export const MOST_OFFERS = 30;

export const keyOf = ({ sourceId, name }: { sourceId: string; name: string }): PupKey => `${sourceId}/${name}`;

/** Key of the pup that is asked for. */
export const keyOfRoot = ({ sourceId, name, as }: ResolverInput['root']): PupKey =>
	keyOf({ sourceId, name: as ?? name });

/** Whether a pup that is there is of this offer, under whichever name. */
export const isOf = ({ sourceId, name, offerName }: KnownPup, offer: Pick<Offer, 'sourceId' | 'name'>): boolean =>
	sourceId === offer.sourceId && (offerName ?? name) === offer.name;

/**
 * Gives the name that one more of an offer would have, beside those that are there, those whose
 * data were kept, and what the source offers.
 */
export function namesOf({ offers, standing }: Pick<ResolverInput, 'offers' | 'standing'>): (offer: Offer) => string {
	const taken = new Set([...standing, ...offers].map(keyOf));
	return ({ sourceId, name }) =>
		firstFreeName(name, (one) => one === name || taken.has(keyOf({ sourceId, name: one })));
}

/** The version of an interface that a manifest provides; null where it does not. */
export function providedVersion(manifest: OfferedVersion['manifest'], name: string): string | null {
	return manifest.interfaces.find((one) => one.name === name)?.version ?? null;
}

/** Whether a manifest provides what is needed. */
export function serves(manifest: OfferedVersion['manifest'], need: Pick<Need, 'interface' | 'ranges'>): boolean {
	return manifest.interfaces.some(
		({ name, version }) => name === need.interface && need.ranges.every((range) => satisfies(version, range))
	);
}

/** Offers by the interfaces that any of their versions provides. */
export function indexOffers(offers: readonly Offer[]): ReadonlyMap<string, Offer[]> {
	const index = new Map<string, Offer[]>();
	for (const offer of offers) {
		const names = new Set(offer.versions.flatMap(({ manifest }) => manifest.interfaces.map(({ name }) => name)));
		for (const name of names) index.set(name, [...(index.get(name) ?? []), offer]);
	}
	return index;
}
