/** Plans installations from the current offers and the installed pups. */
import { BoxError, conflict, isBoxError } from '../../contract/errors.ts';
import type { InstallPlan } from '../../contract/wiring.ts';
import type { Pups } from '../pups/index.ts';
import type { Sources } from '../sources/index.ts';
import type { Store } from '../store/index.ts';
import type { SpaceWatch } from '../system/index.ts';
import type { Edge } from './order.ts';
import { planOf, type Room } from './plan.ts';
import { keyOf, keyOfRoot } from './offers.ts';
import { resolve } from './resolve.ts';
import type { Offer, Resolution, ResolverInput } from './resolver-types.ts';
import type { PlanRequest } from './types.ts';

export interface PlannerDeps {
	sources: Pick<Sources, 'list' | 'offer' | 'offers' | 'refresh'>;
	store: Pick<Store, 'hindrance'>;
	pups: Pick<Pups, 'known' | 'pagePorts'>;
	space: Pick<SpaceWatch, 'diskOf'>;
	/** Ports of the box for pups' web pages, both ends included. */
	pagePorts: { first: number; last: number };
}

export interface Planner {
	/** @throws BoxError as `plan` of {@link Wiring} */
	plan(request: PlanRequest): InstallPlan;
	/**
	 * Returns the resolution that the owner agreed to, if it is still the plan and can be carried
	 * out.
	 * @throws BoxError as `install` of {@link Wiring}
	 */
	agreed(request: PlanRequest & { plan: string }): Resolution;
	/**
	 * Reads folder sources again, so that their current content is compared with what was agreed
	 * to.
	 */
	refresh(request: PlanRequest): Promise<void>;
}

function planChanged(why?: string): BoxError {
	const message = ['The plan has changed since you saw it.', why].filter(Boolean).join(' ');
	return conflict('plan-changed', message, 'Check the new plan, and install with that.');
}

/** @param deps.given required dependencies among installed pups, by their ids */
export function createPlanner(deps: PlannerDeps & { given(): Edge[] }): Planner {
	const { sources, store, pups, space, pagePorts, given } = deps;

	/** Offers that provide an interface, and the requested one. */
	function offers(root: string): Offer[] {
		const locations = new Map(sources.list().map(({ id, location }) => [id, location]));
		return sources.offers().flatMap((pup): Offer[] => {
			const versions = pup.versions.filter(({ manifest }) => manifest.interfaces.length > 0 || keyOf(pup) === root);
			if (versions.length === 0) return [];
			const { sourceId, sourceName, name } = pup;
			return [
				{
					sourceId,
					sourceName,
					location: locations.get(sourceId) ?? '',
					name,
					versions: versions.map((one) => ({
						version: one.version,
						manifest: one.manifest,
						signature: one.signature,
						treeHash: one.treeHash,
						identity: one.identity,
						problem: store.hindrance(one)
					}))
				}
			];
		});
	}

	function inputOf({ sourceId, name, as, version, choices = [], grants = [] }: PlanRequest): ResolverInput {
		const offer = sources.offer(sourceId, name, version);
		const root = { sourceId, name: offer.pup.name, as, version: offer.version.version };
		const problem = store.hindrance(offer.version);
		if (problem !== null) {
			throw new BoxError({
				code: 'pup-unusable',
				status: 422,
				message: `${name} ${root.version} cannot be installed: ${problem}`
			});
		}
		const standing = pups.known();
		if (standing.some((pup) => pup.state !== 'uninstalled' && keyOf(pup) === keyOfRoot(root))) {
			throw conflict('already-installed', `${as ?? name} is installed already.`);
		}
		return { root, offers: offers(keyOf(root)), standing, given: given(), choices, grants };
	}

	function room(): Room {
		const { first, last } = pagePorts;
		return { freeBytes: space.diskOf('pups')?.free ?? null, freePages: last - first + 1 - pups.pagePorts().length };
	}

	function made(request: PlanRequest) {
		const input = inputOf(request);
		const resolution = resolve(input);
		return { resolution, plan: planOf(resolution, input, room()) };
	}

	/** A request that can no longer be planned could be planned when the owner agreed to it. */
	function madeAgain(request: PlanRequest): ReturnType<typeof made> {
		try {
			return made(request);
		} catch (error) {
			if (isBoxError(error) && ['not-found', 'pup-unusable'].includes(error.code)) throw planChanged(error.message);
			throw error;
		}
	}

	return {
		plan: (request) => made(request).plan,
		async refresh({ sourceId }) {
			const kind = sources.list().find(({ id }) => id === sourceId)?.kind;
			if (kind === 'folder' || kind === 'builtin') await sources.refresh(sourceId);
		},
		agreed(request) {
			const { resolution, plan } = madeAgain(request);
			if (plan.id !== request.plan) throw planChanged();
			const first = plan.conflicts[0];
			if (first) throw conflict('plan-conflict', first.reason, first.hint);
			return resolution;
		}
	};
}
