/** Who provides what to whom among installed pups: shown, chosen, and missed. */
import { BoxError, notFound } from '../../contract/errors.ts';
import type { Dependant, Dependency, PupWiring } from '../../contract/wiring.ts';
import { listed } from '../../contract/listed.ts';
import type { KnownPup, Pups } from '../pups/index.ts';
import { needsOf, rangeWords, type Need } from './needs.ts';
import { pathTo, type Edge } from './order.ts';
import { askedPermissions, standingOption } from './plan.ts';
import { providedVersion, serves } from './resolve.ts';
import type { ProviderRows } from './rows.ts';
import type { Wiring } from './types.ts';

const needOf = ({ manifest }: Pick<KnownPup, 'manifest'>, name: string) =>
	needsOf(manifest).find((one) => one.interface === name);

/** All installed pups at one moment, and what they cannot do without. */
interface Moment {
	pups: ReadonlyMap<string, KnownPup>;
	edges: readonly Edge[];
}

/** Why a pup cannot provide something to another; null where it can. */
function cannotProvide({ edges }: Moment, pup: KnownPup, need: Need, provider: KnownPup): string | null {
	if (provider.id === pup.id) return 'A pup cannot provide to itself.';
	if (provider.state === 'uninstalled') return `${provider.name} is not installed.`;
	if (!serves(provider.manifest, need)) {
		const has = providedVersion(provider.manifest, need.interface);
		return `${provider.name} provides ${has === null ? 'no' : `version ${has} of`} ${need.interface}; ${pup.name} needs ${rangeWords(need)}.`;
	}
	if (!need.optional && pathTo(edges, provider.id, pup.id)) {
		return `${provider.name} itself depends on ${pup.name}: neither could start before the other.`;
	}
	return null;
}

export function createLinks({
	rows,
	pups
}: {
	rows: ProviderRows;
	pups: Pick<Pups, 'known'>;
}): Pick<Wiring, 'of' | 'dependants' | 'choose' | 'needUnused'> {
	function look(): Moment {
		const known = new Map(pups.known().map((pup) => [pup.id, pup]));
		const edges = rows.all().flatMap(({ dependantId, interface: name, providerId }) => {
			const pup = known.get(dependantId);
			const need = pup && needOf(pup, name);
			return need && !need.optional ? [{ from: dependantId, to: providerId, required: true }] : [];
		});
		return { pups: known, edges };
	}

	function lookUp({ pups: known }: Moment, id: string): KnownPup {
		const pup = known.get(id);
		if (!pup) throw notFound('pup', id);
		return pup;
	}

	function dependencyOf(now: Moment, pup: KnownPup, need: Need, providerId: string | undefined): Dependency {
		const provider = providerId === undefined ? null : (now.pups.get(providerId) ?? null);
		const missing = need.optional ? null : `Nobody provides ${need.interface} to it, which it needs.`;
		return {
			interface: need.interface,
			range: rangeWords(need),
			optional: need.optional,
			provider: provider && { id: provider.id, name: provider.name, state: provider.state },
			problem: provider ? cannotProvide(now, pup, need, provider) : missing,
			permissions: askedPermissions(provider?.manifest ?? null, need),
			options: [...now.pups.values()]
				.filter((one) => cannotProvide(now, pup, need, one) === null)
				.map((one) => standingOption(one, need.interface))
		};
	}

	/** @param moment asked where there is somebody: most serve nobody, and manifests are long */
	function dependants(pupId: string, moment = look): Dependant[] {
		const given = rows.by(pupId);
		if (given.length === 0) return [];
		const now = moment();
		return given.flatMap(({ dependantId, interface: name }) => {
			const one = now.pups.get(dependantId);
			const need = one && needOf(one, name);
			if (!need || one.state === 'uninstalled') return [];
			return [{ id: one.id, name: one.name, state: one.state, interface: name, optional: need.optional }];
		});
	}

	function of(pupId: string): PupWiring {
		const now = look();
		const pup = lookUp(now, pupId);
		const chosen = new Map(rows.of(pupId).map((row) => [row.interface, row.providerId]));
		return {
			dependsOn: needsOf(pup.manifest).map((need) => dependencyOf(now, pup, need, chosen.get(need.interface))),
			serves: dependants(pupId, () => now)
		};
	}

	return {
		of,
		dependants: (pupId) => dependants(pupId),
		choose(pupId, name, providerId) {
			const now = look();
			const pup = lookUp(now, pupId);
			const need = needOf(pup, name);
			if (!need) throw notFound('dependency', name);
			const reason = providerId === null ? null : cannotProvide(now, pup, need, lookUp(now, providerId));
			if (reason !== null) {
				const hint = `Choose a pup that provides ${name} (${rangeWords(need)}).`;
				throw new BoxError({ code: 'cannot-provide', status: 422, message: reason, hint });
			}
			rows.set(pupId, name, providerId);
			return of(pupId);
		},
		needUnused(pupId) {
			const needing = dependants(pupId).filter(({ optional }) => !optional);
			if (needing.length === 0) return;
			const { name, state } = lookUp(look(), pupId);
			// They go without it already.
			if (state === 'uninstalled') return;
			throw new BoxError({
				code: 'still-needed',
				status: 409,
				message: `${listed([...new Set(needing.map((one) => one.name))])} cannot do without ${name}.`,
				hint: 'Choose another provider on their pages first, or remove it all the same.',
				fields: Object.fromEntries(needing.map((one) => [one.id, `${one.name} uses ${one.interface} of it.`]))
			});
		}
	};
}
