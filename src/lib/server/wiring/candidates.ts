/**
 * Lists the pups that could serve a need, in the order that an owner would expect, and the reasons
 * why others cannot. Pure.
 */
import type { Need } from './needs.ts';
import { indexOffers, keyOf, MOST_OFFERS, MOST_VERSIONS, namesOf, providedVersion, serves } from './offers.ts';
import { pathTo, type Edge } from './order.ts';
import type {
	Offer,
	OfferedVersion,
	Planned,
	Provider,
	PupKey,
	Rejection,
	ResolverInput,
	Wire
} from './resolver-types.ts';

/** Most pups that one plan installs. */
export const MOST_PUPS = 40;
/** Most needs of all pups in one plan. */
const MOST_NEEDS = 200;
/** A need of a pup that is to be installed. */
export interface Open {
	of: Planned;
	need: Need;
}

/** The decisions so far. Each step of the search has its own copy. */
export interface Decided {
	planned: ReadonlyMap<PupKey, Planned>;
	wires: readonly Wire[];
	open: readonly Open[];
	/** A second pup of the same offer may be installed beside the first. */
	several: boolean;
}

/** A pup that can serve. Null: nobody, because the dependant also runs without. */
export interface Fit {
	provider: Provider | null;
}
export type Candidate = Fit | { rejected: Rejection };

export const isFit = (one: Candidate): one is Fit => 'provider' in one;
/** Dependencies among pups, from the wires of a plan. */
export const edgesOf = (wires: readonly Wire[]): Edge[] =>
	wires.flatMap(({ of, need, provider }) =>
		provider ? [{ from: of.key, to: provider.key, required: !need.optional }] : []
	);

export interface Candidates {
	/**
	 * All pups that provide the interface in any version, best first: each fits or has a reason why
	 * not.
	 */
	of(open: Open, decided: Decided): Candidate[];
	/** The provider that the owner chose; undefined where the owner chose none. */
	choiceOf(open: Open): PupKey | null | undefined;
}

/** @param input offers, installed pups and the owner's choices */
export function createCandidates({
	offers,
	standing,
	given,
	choices
}: Omit<ResolverInput, 'grants' | 'root'>): Candidates {
	const there = standing.filter(({ state }) => state !== 'uninstalled');
	const names = new Map(there.map(({ id, name }) => [id, name]));
	/** The plan's key of a removed pup whose data were kept: others still depend on it. */
	const keys = new Map(standing.map((pup) => [pup.id, names.has(pup.id) ? pup.id : keyOf(pup)]));
	const standingEdges = given
		.filter(({ from }) => names.has(from))
		.map((edge): Edge => ({ ...edge, to: keys.get(edge.to) ?? edge.to }));
	const thereByKey = new Map(there.map((pup) => [keyOf(pup), pup]));
	const byInterface = indexOffers(offers);
	const nextName = namesOf({ offers, standing });
	/** Versions of an offer that fit a need. Cached because every trial asks for them. */
	const known = new Map<string, OfferedVersion[]>();

	function fittingOf(offer: Offer, need: Need): OfferedVersion[] {
		const key = JSON.stringify([keyOf(offer), need.interface, need.ranges]);
		const found =
			known.get(key) ?? offer.versions.slice(0, MOST_VERSIONS).filter(({ manifest }) => serves(manifest, need));
		known.set(key, found);
		return found;
	}

	/** The provider that the owner chose; undefined where the owner chose none. */
	const choiceOf = ({ of, need }: Open) =>
		choices.find((one) => one.of === of.key && one.interface === need.interface)?.provider;

	/**
	 * All pups that provide the interface in any version, best first: each fits or has a reason why
	 * not.
	 */
	function candidates(open: Open, decided: Decided): Candidate[] {
		const { of, need } = open;
		const { planned } = decided;
		const chosen = choiceOf(open);
		if (chosen === null && need.optional) return [{ provider: null }];
		const standingOnes = there.flatMap((pup): Candidate[] => {
			const has = providedVersion(pup.manifest, need.interface);
			if (has === null || keyOf(pup) === of.key) return [];
			const provider: Provider = { kind: 'standing', key: pup.id, pup };
			if (!serves(pup.manifest, need)) return [{ rejected: { why: 'version', provider, has } }];
			return [judged(open, provider, decided)];
		});
		const offered = (byInterface.get(need.interface) ?? []).filter((offer) => {
			const key = keyOf(offer);
			const keys = [key, thereByKey.get(key)?.id, keyOf({ ...offer, name: nextName(offer) })];
			return key !== of.key && (chosen == null || keys.includes(chosen));
		});
		const offeredOnes = [...offered]
			.sort((a, b) => rank(b, open, planned) - rank(a, open, planned))
			.slice(0, MOST_OFFERS)
			.flatMap((offer) => [...offeredCandidates(offer, open, decided), ...oneMore(offer, open, decided)]);
		// An installed pup gets only one sentence: the one about an update that would fit.
		const better = new Set(offeredOnes.flatMap((one) => (isUpdate(one) ? [keyOfCandidate(one)] : [])));
		const all = [
			...standingOnes.filter((one) => isFit(one) || !better.has(keyOfCandidate(one))),
			...offeredOnes
		].filter((one) => chosen == null || keyOfCandidate(one) === chosen);
		// An optional dependency is not installed unless the owner asks for it.
		if (need.optional && chosen == null) {
			return [...all.filter((one) => isAtHand(one, planned)), { provider: null }];
		}
		return all;
	}

	/**
	 * Judges a pup that is installed or planned. A new one needs nobody yet, so it cannot close a
	 * circle.
	 */
	function judged({ of, need }: Open, provider: Provider, { planned, wires }: Decided): Candidate {
		const path = need.optional ? null : pathTo([...standingEdges, ...edgesOf(wires)], provider.key, of.key);
		if (path === null) return { provider };
		const nameOf = (key: PupKey) => planned.get(key)?.name ?? names.get(key) ?? key;
		return { rejected: { why: 'circle', provider, path: path.map(nameOf) } };
	}

	function offeredCandidates(offer: Offer, { of, need }: Open, decided: Decided): Candidate[] {
		const { planned } = decided;
		const key = keyOf(offer);
		const here = thereByKey.get(key);
		const taken = planned.get(key);
		const fitting = fittingOf(offer, need);
		if (taken && fitting.includes(taken.version)) return [judged({ of, need }, { kind: 'planned', ...taken }, decided)];
		if (fitting.length === 0) {
			const version = offer.versions.find(({ manifest }) => providedVersion(manifest, need.interface) !== null);
			if (here || !version) return [];
			const provider: Provider = { kind: 'planned', key, name: offer.name, offer, version };
			return [{ rejected: { why: 'version', provider, has: providedVersion(version.manifest, need.interface)! } }];
		}
		const usable = fitting.find(({ problem }) => problem === null) ?? fitting[0]!;
		const fits = usable.version;
		if (here) {
			if (serves(here.manifest, need)) return [];
			const has = providedVersion(here.manifest, need.interface);
			const second = keyOf({ ...offer, name: nextName(offer) });
			return [{ rejected: { why: 'installed', pup: here, has, fits, second } }];
		}
		if (taken) {
			const has = providedVersion(taken.version.manifest, need.interface);
			return [{ rejected: { why: 'taken', planned: taken, has, fits, for: of.key } }];
		}
		return newOnes({ key, name: offer.name, offer }, fitting, decided);
	}

	/** Versions that could be installed for a need. */
	function newOnes(
		one: Omit<Planned, 'version'>,
		fitting: readonly OfferedVersion[],
		{ planned, wires, open }: Decided
	): Candidate[] {
		return fitting.map((version): Candidate => {
			const provider: Provider = { kind: 'planned', ...one, version };
			if (version.problem !== null) return { rejected: { why: 'problem', provider, problem: version.problem } };
			const needs = wires.length + open.length + version.manifest.dependencies.length;
			if (planned.size < MOST_PUPS && needs <= MOST_NEEDS) return { provider };
			return { rejected: { why: 'too-many', provider } };
		});
	}

	/**
	 * A second pup of an offer, where the first is installed or planned and does not fit. Only if
	 * the owner chose it, or if nothing else fits.
	 */
	function oneMore(offer: Offer, open: Open, decided: Decided): Candidate[] {
		const { planned } = decided;
		const first = planned.get(keyOf(offer));
		const name = nextName(offer);
		const key = keyOf({ ...offer, name });
		const chosen = choiceOf(open) === key;
		if (key === open.of.key || !(chosen || (decided.several && first))) return [];
		const fitting = fittingOf(offer, open.need);
		if (!chosen && first && fitting.includes(first.version)) return [];
		const second = planned.get(key);
		if (second) return fitting.includes(second.version) ? [judged(open, { kind: 'planned', ...second }, decided)] : [];
		return newOnes({ key, name, offer }, fitting, decided);
	}

	return { of: candidates, choiceOf };
}

/**
 * Ranks an offer; the higher the better. Offers of equal rank stay in the order of their sources.
 */
function rank(offer: Offer, { of, need }: Open, planned: ReadonlyMap<PupKey, Planned>): number {
	const { suggested } = need;
	const named = suggested !== null && offer.name === suggested.pup;
	return (
		(planned.has(keyOf(offer)) ? 8 : 0) +
		(named && offer.location === suggested.location ? 4 : 0) +
		// Anybody can give a pup this name, so a matching name alone counts little.
		(offer.sourceId === of.offer.sourceId ? 2 : 0) +
		(named ? 1 : 0)
	);
}

const keyOfCandidate = (one: Candidate): PupKey | null => {
	if (isFit(one)) return one.provider?.key ?? null;
	const { rejected } = one;
	if (rejected.why === 'installed') return rejected.pup.id;
	return rejected.why === 'taken' ? rejected.planned.key : rejected.provider.key;
};

const isUpdate = (one: Candidate) => !isFit(one) && one.rejected.why === 'installed';

/** Whether the candidate is installed or will be anyway. */
const isAtHand = (one: Candidate, planned: ReadonlyMap<PupKey, Planned>) =>
	isFit(one) && one.provider !== null && (one.provider.kind === 'standing' || planned.has(one.provider.key));
