/** Which installed pup provides what to which: shown, chosen, and missing. */
import { BoxError, notFound } from '../../contract/errors.ts';
import type { Dependant, Dependency, PupWiring, UnservedNeed } from '../../contract/wiring.ts';
import { grantedRoutes } from '../../contract/granted-routes.ts';
import { reachesFurther } from '../../contract/group-reach.ts';
import { listed } from '../../contract/listed.ts';
import type { Database } from '../db/index.ts';
import type { KnownPup, Pups } from '../pups/index.ts';
import { needsOf, rangeWords, type Need } from './needs.ts';
import { pathsOf, type Edge } from './order.ts';
import { askedPermissions, standingOption } from './plan.ts';
import { providedVersion, serves } from './offers.ts';
import type { GrantRow, ProviderRow, WiringRows } from './rows.ts';
import type { Wiring } from './types.ts';

const needOf = ({ manifest }: Pick<KnownPup, 'manifest'>, name: string) =>
	needsOf(manifest).find((one) => one.interface === name);

/** All installed pups at one moment, with their providers and grants. */
interface Moment {
	pups: ReadonlyMap<string, KnownPup>;
	/** Id of the pup that provides an interface to a pup. */
	providerOf(pupId: string, name: string): string | undefined;
	granted(pupId: string, name: string): readonly string[];
	/** The path from one pup to another over required dependencies; null for none. */
	path(from: string, to: string): string[] | null;
}

/** A dependency without its alternative providers. */
export type DrawnDependency = Omit<Dependency, 'options'>;

const keyOf = (id: string, name: string) => JSON.stringify([id, name]);

/** Names of granted groups, by pup and interface. */
function grantsByKey(granted: readonly GrantRow[]): Map<string, string[]> {
	const byKey = new Map<string, string[]>();
	for (const { dependantId, interface: name, group } of granted) {
		const key = keyOf(dependantId, name);
		const groups = byKey.get(key);
		if (groups) groups.push(group);
		else byKey.set(key, [group]);
	}
	return byKey;
}

/** Required dependencies among pups. */
export function requiredEdges(known: Moment['pups'], given: readonly ProviderRow[]): Edge[] {
	return given.flatMap(({ dependantId, interface: name, providerId }) => {
		const pup = known.get(dependantId);
		const need = pup && needOf(pup, name);
		return need && !need.optional ? [{ from: dependantId, to: providerId, required: true }] : [];
	});
}

/** Why a pup cannot be the provider of another; null where it can. */
function cannotProvide({ path }: Moment, pup: KnownPup, need: Need, provider: KnownPup): string | null {
	if (provider.id === pup.id) return 'A pup cannot provide to itself.';
	if (provider.state === 'uninstalled') return `${provider.name} is not installed.`;
	if (provider.leaving) return `${provider.name} is being removed.`;
	if (!serves(provider.manifest, need)) {
		const has = providedVersion(provider.manifest, need.interface);
		return `${provider.name} provides ${has === null ? 'no' : `version ${has} of`} ${need.interface}; ${pup.name} needs ${rangeWords(need)}.`;
	}
	if (!need.optional && path(provider.id, pup.id)) {
		return `${provider.name} itself depends on ${pup.name}: neither could start before the other.`;
	}
	return null;
}

/**
 * Granted groups of an interface that allow no more at the new provider than groups of the same
 * name did at the old one.
 */
function noFurther(before: KnownPup | undefined, now: KnownPup, need: Need, granted: readonly string[]): string[] {
	if (!before) return [];
	if (before.id === now.id) return [...granted];
	const groupAt = ({ manifest }: KnownPup, group: string) => {
		const asked = askedPermissions(manifest, need, []).find(({ name }) => name === group);
		return asked && { ...asked, routes: grantedRoutes(manifest, asked.routes) };
	};
	return granted.filter((group) => {
		const [had, has] = [groupAt(before, group), groupAt(now, group)];
		if (!had || !has || had.severity === null || has.severity === null) return false;
		return reachesFurther({ ...had, port: null }, { ...has, port: null }).length === 0;
	});
}

/** @throws BoxError 404 */
function find({ pups: known }: Moment, id: string): KnownPup {
	const pup = known.get(id);
	if (!pup) throw notFound('pup', id);
	return pup;
}

/** @throws BoxError 404 for a group that the need does not include */
function needGroup({ groups }: Need, group: string): void {
	if (!groups.includes(group)) throw notFound('permission group', group);
}

export interface LinksDeps {
	rows: WiringRows;
	pups: Pick<Pups, 'known'>;
	database: Pick<Database, 'transaction'>;
	/** Called within the transaction with the pups whose wiring changed. */
	changed(ids: readonly string[]): void;
}

export function createLinks({ rows: { providers: rows, grants }, pups, database, changed }: LinksDeps): Pick<
	Wiring,
	'of' | 'dependants' | 'choose' | 'grant' | 'revoke' | 'needUnused' | 'unserved' | 'breaks'
> & {
	/** @throws BoxError 404 */
	known(id: string): KnownPup;
	/** All pups and their dependencies, at one moment. */
	drawn(): { pups: KnownPup[]; dependsOn(pup: KnownPup): DrawnDependency[] };
} {
	function read(): Moment {
		const known = new Map(pups.known().map((pup) => [pup.id, pup]));
		const given = rows.all();
		const chosen = new Map(given.map((row) => [keyOf(row.dependantId, row.interface), row.providerId]));
		// Computed at first use, because most callers need neither.
		let granted: Map<string, string[]> | null = null;
		let path: Moment['path'] | null = null;
		return {
			pups: known,
			providerOf: (id, name) => chosen.get(keyOf(id, name)),
			granted: (id, name) => (granted ??= grantsByKey(grants.all())).get(keyOf(id, name)) ?? [],
			path: (from, to) => (path ??= pathsOf(requiredEdges(known, given)))(from, to)
		};
	}

	function drawnOf(now: Moment, pup: KnownPup, need: Need): DrawnDependency {
		const providerId = now.providerOf(pup.id, need.interface);
		const provider = providerId === undefined ? null : (now.pups.get(providerId) ?? null);
		const missing = need.optional ? null : `Nobody provides ${need.interface} to it, which it needs.`;
		return {
			interface: need.interface,
			range: rangeWords(need),
			optional: need.optional,
			provider: provider && { id: provider.id, name: provider.name, state: provider.state },
			problem: provider ? cannotProvide(now, pup, need, provider) : missing,
			permissions: askedPermissions(provider?.manifest ?? null, need, now.granted(pup.id, need.interface))
		};
	}

	function dependencyOf(now: Moment, pup: KnownPup, need: Need): Dependency {
		return {
			...drawnOf(now, pup, need),
			options: [...now.pups.values()]
				.filter((one) => cannotProvide(now, pup, need, one) === null)
				.map((one) => standingOption(one, need.interface))
		};
	}

	/**
	 * @param moment read only where there are dependants: most pups have none, and manifests are
	 *   long
	 */
	function dependants(pupId: string, moment = read): Dependant[] {
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
		const now = read();
		const pup = find(now, pupId);
		return {
			dependsOn: needsOf(pup.manifest).map((need) => dependencyOf(now, pup, need)),
			serves: dependants(pupId, () => now)
		};
	}

	/** @throws BoxError 404 */
	function dependency(pupId: string, name: string): { now: Moment; pup: KnownPup; need: Need } {
		const now = read();
		const pup = find(now, pupId);
		const need = needOf(pup, name);
		if (!need) throw notFound('dependency', name);
		return { now, pup, need };
	}

	/** Writes a change of one dependency and announces it. */
	function written(pupId: string, name: string, write: () => void): PupWiring {
		const providerId = rows.of(pupId).find((row) => row.interface === name)?.providerId;
		database.transaction(() => {
			write();
			changed(providerId === undefined ? [pupId] : [pupId, providerId]);
		});
		return of(pupId);
	}

	return {
		of,
		known: (id) => find(read(), id),
		drawn() {
			const now = read();
			return {
				pups: [...now.pups.values()],
				dependsOn: (pup) => needsOf(pup.manifest).map((need) => drawnOf(now, pup, need))
			};
		},
		dependants: (pupId) => dependants(pupId),
		choose(pupId, name, providerId, groups) {
			const { now, pup, need } = dependency(pupId, name);
			const provider = providerId === null ? null : find(now, providerId);
			const reason = provider && cannotProvide(now, pup, need, provider);
			if (reason !== null) {
				const hint = `Choose a pup that provides ${name} (${rangeWords(need)}).`;
				throw new BoxError({ code: 'cannot-provide', status: 422, message: reason, hint });
			}
			for (const group of groups ?? []) needGroup(need, group);
			const before = rows.of(pupId).find((row) => row.interface === name)?.providerId;
			const stays = provider ? noFurther(now.pups.get(before ?? ''), provider, need, grants.of(pupId, name)) : [];
			database.transaction(() => {
				rows.set(pupId, name, providerId);
				grants.set(pupId, name, groups ?? stays);
				changed([pupId, before, providerId].filter((id) => typeof id === 'string'));
			});
			return of(pupId);
		},
		grant(pupId, name, group) {
			needGroup(dependency(pupId, name).need, group);
			return written(pupId, name, () => grants.grant(pupId, name, group));
		},
		revoke(pupId, name, group) {
			dependency(pupId, name);
			return written(pupId, name, () => grants.revoke(pupId, name, group));
		},
		unserved() {
			const now = read();
			return [...now.pups.values()].flatMap((pup) => {
				if (pup.state === 'uninstalled' || pup.state === 'installing') return [];
				return needsOf(pup.manifest).flatMap((need): UnservedNeed[] => {
					if (need.optional) return [];
					const { provider, problem, permissions } = drawnOf(now, pup, need);
					const ungranted = permissions.filter(({ optional, granted }) => !optional && !granted).length > 0;
					const grant = `It was not granted what it needs of ${need.interface} at ${provider?.name ?? ''}.`;
					const text = problem ?? (ungranted ? grant : null);
					return text === null ? [] : [{ pupId: pup.id, pupName: pup.name, problem: text }];
				});
			});
		},
		breaks(pupId, next) {
			const now = read();
			const before = find(now, pupId);
			return rows.by(pupId).flatMap(({ dependantId, interface: name }) => {
				const one = now.pups.get(dependantId);
				const need = one && needOf(one, name);
				if (!need || one.state === 'uninstalled') return [];
				if (!serves(before.manifest, need) || serves(next, need)) return [];
				const has = providedVersion(next, name);
				const offers = has === null ? `no ${name} any more` : `version ${has} of ${name}`;
				const without = need.optional ? ' It also runs without.' : '';
				const text = `${one.name} needs ${name} ${rangeWords(need)} of it; this version provides ${offers}.${without}`;
				return [{ key: `dependant/${one.id}/${name}`, text }];
			});
		},
		needUnused(pupId) {
			const needing = dependants(pupId).filter(({ optional }) => !optional);
			if (needing.length === 0) return;
			const { name, state } = find(read(), pupId);
			// They already lack it.
			if (state === 'uninstalled') return;
			throw new BoxError({
				code: 'still-needed',
				status: 409,
				message: `${listed([...new Set(needing.map((one) => one.name))])} cannot do without ${name}.`,
				hint: 'Choose another provider on their pages first, or remove it anyway.',
				fields: Object.fromEntries(needing.map((one) => [one.id, `${one.name} uses ${one.interface} of it.`]))
			});
		}
	};
}
