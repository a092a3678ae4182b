/** Offers by name and by interface, and what a version provides. Pure. */
import { firstFreeName } from '../../contract/second-name.ts';
import type { KnownPup } from '../pups/index.ts';
import { satisfies } from '../store/index.ts';
import type { Need } from './needs.ts';
import type { Offer, OfferedVersion, PupKey, ResolverInput } from './resolver-types.ts';

/** Most versions of one pup that are considered for one need, newest first. */
export const MOST_VERSIONS = 40;
/** Most pups that are considered for one need, best first. */
export const MOST_OFFERS = 30;

export const keyOf = ({ sourceId, name }: { sourceId: string; name: string }): PupKey => `${sourceId}/${name}`;

/** Key of the requested pup. */
export const keyOfRoot = ({ sourceId, name, as }: ResolverInput['root']): PupKey =>
	keyOf({ sourceId, name: as ?? name });

/** Whether an installed pup, under whatever name, comes from this offer. */
export const isOf = ({ sourceId, name, offerName }: KnownPup, offer: Pick<Offer, 'sourceId' | 'name'>): boolean =>
	sourceId === offer.sourceId && (offerName ?? name) === offer.name;

/**
 * Returns a function that names a second pup of an offer. Avoids names of installed pups, of pups
 * with kept data, and of the source's offers.
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

/** Whether a manifest provides what a need asks for. */
export function serves(manifest: OfferedVersion['manifest'], need: Pick<Need, 'interface' | 'ranges'>): boolean {
	return manifest.interfaces.some(
		({ name, version }) => name === need.interface && need.ranges.every((range) => satisfies(version, range))
	);
}

/** Indexes offers by the interfaces that any of their versions provides. */
export function indexOffers(offers: readonly Offer[]): ReadonlyMap<string, Offer[]> {
	const index = new Map<string, Offer[]>();
	for (const offer of offers) {
		const names = new Set(offer.versions.flatMap(({ manifest }) => manifest.interfaces.map(({ name }) => name)));
		for (const name of names) index.set(name, [...(index.get(name) ?? []), offer]);
	}
	return index;
}
