import type { Job } from '../../contract/jobs.ts';
import type { Dependant, InstallPlan, PlanChoice, PupWiring } from '../../contract/wiring.ts';
import type { InstallWish, MayChange, SavedBy } from '../pups/index.ts';

/** A pup of a source, as a plan is asked for. */
export interface PlanWish {
	sourceId: string;
	name: string;
	/** Default the newest that can be used. */
	version?: string | undefined;
	/** Who is to provide what; the rest is chosen as fits best. */
	choices?: readonly PlanChoice[] | undefined;
}

/** Who provides what to whom: planned, written down, changed. */
export interface Wiring {
	/**
	 * What an installation would do with all that the pup depends on; it changes nothing.
	 * @throws BoxError 404; 409 `already-installed`; 422 `pup-unusable`
	 */
	plan(wish: PlanWish): InstallPlan;
	/**
	 * Carries a plan out: what is depended on is installed and started first. The job is that of
	 * the pup itself where nothing else is to be installed.
	 * @param wish.plan id of the plan that the owner has read
	 * @throws BoxError as `plan` and as `install` of pups; 409 `plan-changed` where it is another
	 *   by now, 409 `plan-conflict` where it cannot be carried out
	 */
	install(
		wish: PlanWish & InstallWish & { plan: string },
		by?: SavedBy,
		mayChange?: MayChange
	): Promise<{ job: Job; pupId: string }>;
	/** What a pup depends on, and who on it. @throws BoxError 404 */
	of(pupId: string): PupWiring;
	/** Pups that were given this one; none for one that is not known. */
	dependants(pupId: string): Dependant[];
	/**
	 * Chooses who provides an interface to a pup.
	 * @param providerId null for nobody
	 * @throws BoxError 404; 422 `cannot-provide`, with the reason
	 */
	choose(pupId: string, name: string, providerId: string | null): PupWiring;
	/**
	 * Before a pup is removed.
	 * @throws BoxError 409 `still-needed` where others cannot do without it, with `fields` by their
	 *   ids
	 */
	needUnused(pupId: string): void;
}
