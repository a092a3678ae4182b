/**
 * Finds who is to provide what before anything is installed: a search over all that could serve, in
 * the order of what an owner would expect, that goes back where a choice leads nowhere. Pure.
 */
import { firstFreeName } from '../../contract/second-name.ts';
import type { KnownPup } from '../pups/index.ts';
import { satisfies } from '../store/index.ts';
import { needsOf, type Need } from './needs.ts';
import { inOrder, pathTo, type Edge } from './order.ts';
import type {
	Offer,
	OfferedVersion,
	Planned,
	Provider,
	PupKey,
	Rejection,
	Resolution,
	ResolverInput,
	Unserved,
	Wire
} from './resolver-types.ts';

/** Most pups that one plan installs. */
export const MOST_PUPS = 40;
/** Candidates that are tried before the search gives up; a hostile source could make it endless. */
const MOST_TRIALS = 400;
/** Needs that one plan has, of all its pups. */
const MOST_NEEDS = 200;
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

/** A need of a pup that is to be installed. */
interface Open {
	of: Planned;
	need: Need;
}

/** What is decided so far. Each step of the search has its own. */
interface Decided {
	planned: ReadonlyMap<PupKey, Planned>;
	wires: readonly Wire[];
	open: readonly Open[];
	/** One of a kind may be installed beside another of it. */
	several: boolean;
}

/** One who could serve; null: nobody, as the pup also runs without. */
interface Fit {
	provider: Provider | null;
}
type Candidate = Fit | { rejected: Rejection };

const isFit = (one: Candidate): one is Fit => 'provider' in one;
/** What is needed without fail is decided first: it may serve what is optional, too. */
const inTurn = (open: Open[]) => open.sort((a, b) => Number(a.need.optional) - Number(b.need.optional));

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

/** @throws Error where the root is not among the offers: who calls has looked it up there */
export function resolve(input: Omit<ResolverInput, 'grants'>): Resolution {
	const search = createSearch(input);
	const one = search.run({ goBack: true });
	// Only where one of each kind cannot serve all.
	const solved = one === null ? search.run({ goBack: true, several: true }) : one;
	const found = solved === null || solved === 'gave-up' ? search.run({ goBack: false }) : solved;
	if (found === null || found === 'gave-up') throw new Error('a search that takes the first candidate cannot end');
	const { planned, wires, unserved } = found;
	const among = edgesOf(wires.filter(({ provider }) => provider?.kind === 'planned'));
	const installs = inOrder([...planned.values()], among);
	return { installs, wires, unserved, gaveUp: solved === 'gave-up' };
}

const edgesOf = (wires: readonly Wire[]): Edge[] =>
	wires.flatMap(({ of, need, provider }) =>
		provider ? [{ from: of.key, to: provider.key, required: !need.optional }] : []
	);

function createSearch({ root, offers, standing, given, choices }: Omit<ResolverInput, 'grants'>) {
	const there = standing.filter(({ state }) => state !== 'uninstalled');
	const names = new Map(there.map(({ id, name }) => [id, name]));
	/** Of one whose data were kept, its key in a plan: others still count on it. */
	const keys = new Map(standing.map((pup) => [pup.id, names.has(pup.id) ? pup.id : keyOf(pup)]));
	const standingEdges = given
		.filter(({ from }) => names.has(from))
		.map((edge): Edge => ({ ...edge, to: keys.get(edge.to) ?? edge.to }));
	const thereByKey = new Map(there.map((pup) => [keyOf(pup), pup]));
	const byInterface = indexOffers(offers);
	const nextName = namesOf({ offers, standing });
	/** Asked for by every trial: versions of an offer that fit a need. */
	const known = new Map<string, OfferedVersion[]>();

	function fittingOf(offer: Offer, need: Need): OfferedVersion[] {
		const key = JSON.stringify([keyOf(offer), need.interface, need.ranges]);
		const found =
			known.get(key) ?? offer.versions.slice(0, MOST_VERSIONS).filter(({ manifest }) => serves(manifest, need));
		known.set(key, found);
		return found;
	}

	/** Whom the owner wants; undefined where that was not said. */
	const choiceOf = ({ of, need }: Open) =>
		choices.find((one) => one.of === of.key && one.interface === need.interface)?.provider;

	/** All who provide the interface in any version, best first, each fit or with why not. */
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
		// One sentence about an installed pup is enough: that which says what would do.
		const better = new Set(offeredOnes.flatMap((one) => (isUpdate(one) ? [keyOfCandidate(one)] : [])));
		const all = [
			...standingOnes.filter((one) => isFit(one) || !better.has(keyOfCandidate(one))),
			...offeredOnes
		].filter((one) => chosen == null || keyOfCandidate(one) === chosen);
		// What runs without is not installed unasked.
		if (need.optional && chosen == null) {
			return [...all.filter((one) => isAtHand(one, planned)), { provider: null }];
		}
		return all;
	}

	/**
	 * Whether one that is there or planned already can serve. A new one needs nobody yet, so closes
	 * no circle.
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

	/** What would be installed for a need. */
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
	 * A second one of its kind, where the first is there or planned and does not fit: the owner
	 * chose it, or nothing else goes.
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

	function take({ of, need }: Open, provider: Provider | null, { planned, wires, open, several }: Decided): Decided {
		const next = { planned, wires: [...wires, { of, need, provider }], open: open.slice(1), several };
		if (provider?.kind !== 'planned' || planned.has(provider.key)) return next;
		const { key, name, offer, version } = provider;
		const added: Planned = { key, name, offer, version };
		return {
			...next,
			planned: new Map([...planned, [key, added]]),
			open: inTurn([...next.open, ...needsOf(version.manifest).map((one) => ({ of: added, need: one }))])
		};
	}

	function start(several: boolean): Decided {
		const offer = offers.find((one) => keyOf(one) === keyOf(root));
		const version = offer?.versions.find((one) => one.version === root.version);
		if (!offer || !version) throw new Error(`the resolver was not given ${keyOf(root)} ${root.version}`);
		const of: Planned = { key: keyOfRoot(root), name: root.as ?? offer.name, offer, version };
		return {
			planned: new Map([[of.key, of]]),
			several,
			wires: [],
			open: inTurn(needsOf(version.manifest).map((need) => ({ of, need })))
		};
	}

	return {
		/**
		 * @param how.goBack without it the first candidate is always taken, and needs without one
		 *   are noted: they are the answer where there is no solution
		 * @param how.several one of a kind may be installed beside another of it
		 */
		run({ goBack, several = false }: { goBack: boolean; several?: boolean }) {
			const unserved: Unserved[] = [];
			let trials = 0;
			/** The way so far: what is decided, and the candidates that are left there. */
			const way: { decided: Decided; left: Fit[] }[] = [];
			let decided = start(several);
			for (;;) {
				const open = decided.open[0];
				if (!open) return { planned: decided.planned, wires: [...decided.wires], unserved };
				const found = candidates(open, decided);
				let left = found.filter(isFit);
				if (left.length === 0 && !goBack) {
					const rejections = found.flatMap((one) => ('rejected' in one ? [one.rejected] : []));
					unserved.push({ ...open, chosen: choiceOf(open) ?? null, rejections });
					decided = { ...decided, open: decided.open.slice(1) };
					continue;
				}
				while (left.length === 0) {
					const before = way.pop();
					if (!before) return null;
					if (trials > MOST_TRIALS) return 'gave-up' as const;
					({ decided, left } = before);
				}
				trials++;
				const [first, ...others] = left;
				if (goBack) way.push({ decided, left: others });
				decided = take(decided.open[0]!, first!.provider, decided);
			}
		}
	};
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

/** How much an offer is preferred; those alike stay in the order of the sources. */
function rank(offer: Offer, { of, need }: Open, planned: ReadonlyMap<PupKey, Planned>): number {
	const { suggested } = need;
	const named = suggested !== null && offer.name === suggested.pup;
	return (
		(planned.has(keyOf(offer)) ? 8 : 0) +
		(named && offer.location === suggested.location ? 4 : 0) +
		// A name alone anybody can give to a pup.
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

/** Whether it is installed or will be anyway. */
const isAtHand = (one: Candidate, planned: ReadonlyMap<PupKey, Planned>) =>
	isFit(one) && one.provider !== null && (one.provider.kind === 'standing' || planned.has(one.provider.key));
