/**
 * Resolves dependencies before anything is installed: a backtracking search over all pups that
 * could serve, in the order that an owner would expect. Pure.
 */
import { createCandidates, edgesOf, isFit, type Decided, type Fit, type Open } from './candidates.ts';
import { needsOf } from './needs.ts';
import { keyOf, keyOfRoot } from './offers.ts';
import { inOrder } from './order.ts';
import type { Planned, Provider, Resolution, ResolverInput, Unserved } from './resolver-types.ts';

/**
 * Most candidates that are tried before the search gives up. A hostile source could make it
 * endless.
 */
const MOST_TRIALS = 400;
/** Required needs are decided first: their providers may serve optional needs too. */
const inTurn = (open: Open[]) => open.sort((a, b) => Number(a.need.optional) - Number(b.need.optional));

/** @throws Error where the root is not among the offers: the caller has looked it up there */
export function resolve(input: Omit<ResolverInput, 'grants'>): Resolution {
	const search = createSearch(input);
	const one = search.run({ goBack: true });
	// Second pups of an offer are considered only where one of each cannot serve all.
	const solved = one === null ? search.run({ goBack: true, several: true }) : one;
	const found = solved === null || solved === 'gave-up' ? search.run({ goBack: false }) : solved;
	if (found === null || found === 'gave-up') throw new Error('a search that takes the first candidate cannot end');
	const { planned, wires, unserved } = found;
	const among = edgesOf(wires.filter(({ provider }) => provider?.kind === 'planned'));
	const installs = inOrder([...planned.values()], among);
	return { installs, wires, unserved, gaveUp: solved === 'gave-up' };
}

function createSearch(input: Omit<ResolverInput, 'grants'>) {
	const { root, offers } = input;
	const candidates = createCandidates(input);

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
		 * @param how.goBack false: always take the first candidate and record needs without one,
		 *   which explains why there is no solution
		 * @param how.several allow a second pup of an offer
		 */
		run({ goBack, several = false }: { goBack: boolean; several?: boolean }) {
			const unserved: Unserved[] = [];
			let trials = 0;
			/** The path of the search: the decisions at each step, and the untried candidates. */
			const way: { decided: Decided; left: Fit[] }[] = [];
			let decided = start(several);
			for (;;) {
				const open = decided.open[0];
				if (!open) return { planned: decided.planned, wires: [...decided.wires], unserved };
				const found = candidates.of(open, decided);
				let left = found.filter(isFit);
				if (left.length === 0 && !goBack) {
					const rejections = found.flatMap((one) => ('rejected' in one ? [one.rejected] : []));
					unserved.push({ ...open, chosen: candidates.choiceOf(open) ?? null, rejections });
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
