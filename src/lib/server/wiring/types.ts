import type { Hook, NewHook } from '../../contract/hooks.ts';
import type { Job } from '../../contract/jobs.ts';
import type {
	AccessChange,
	ConnectionRequest,
	Connections,
	Dependant,
	InstallPlan,
	PlanChoice,
	PlanGrant,
	PupAccess,
	PupWiring,
	UnservedNeed
} from '../../contract/wiring.ts';
import type { GatewayGrant, GatewayHook, NetworkPolicy } from '../network/index.ts';
import type { InstallRequest, MayChange, PupLinks, SavedBy } from '../pups/index.ts';

/** A pup of a source, as a plan is asked for. */
export interface PlanRequest {
	sourceId: string;
	name: string;
	/** Name of one more beside others of its kind. */
	as?: string | undefined;
	/** Default the newest that can be used. */
	version?: string | undefined;
	/** Who is to provide what; the rest is chosen as fits best. */
	choices?: readonly PlanChoice[] | undefined;
	/** Optional groups that are granted with it. */
	grants?: readonly PlanGrant[] | undefined;
}

/** Who provides what to whom: planned, written down, changed. */
export interface Wiring extends PupLinks {
	/**
	 * What an installation would do with all that the pup depends on; it changes nothing.
	 * @throws BoxError 404; 409 `already-installed`; 422 `pup-unusable`
	 */
	plan(request: PlanRequest): InstallPlan;
	/**
	 * Carries a plan out: what is depended on is installed and started first. The job is that of
	 * the pup itself where nothing else is to be installed.
	 * @param request.plan id of the plan that the owner has read; without it the pup is installed
	 *   alone, and nobody provides anything to it
	 * @throws BoxError as `plan` and as `install` of pups; 409 `plan-changed` where it is another
	 *   by now, 409 `plan-conflict` where it cannot be carried out
	 */
	install(
		request: PlanRequest & InstallRequest & { plan?: string | undefined },
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
	 * @param groups granted there, and no others; without it what is granted stays as far as it
	 *   reaches no further at another pup
	 * @throws BoxError 404; 422 `cannot-provide`, with the reason
	 */
	choose(pupId: string, name: string, providerId: string | null, groups?: readonly string[]): PupWiring;
	/** @throws BoxError 404, also for a group that the pup does not ask for */
	grant(pupId: string, name: string, group: string): PupWiring;
	/** @throws BoxError 404 */
	revoke(pupId: string, name: string, group: string): PupWiring;
	/**
	 * What a change of the wiring gives, which is then taken back: nobody hears of it.
	 * @throws BoxError what the change throws
	 */
	rehearse<T>(change: () => T): T;
	/** What a pup may reach beyond the box. @throws BoxError 404 */
	access(pupId: string): PupAccess;
	/** @throws BoxError 404 */
	setAccess(pupId: string, change: AccessChange): PupAccess;
	/** Pups and what else there is, with what may pass between them. */
	connections(): Promise<Connections>;
	/** The last requests between two pups, newest first. @throws BoxError 404 */
	requests(from: string, to: string, name: string): ConnectionRequest[];
	/**
	 * Before a pup is removed.
	 * @throws BoxError 409 `still-needed` where others cannot do without it, with `fields` by their
	 *   ids
	 */
	needUnused(pupId: string): void;
	/** What installed pups cannot do without, and nobody serves or grants. */
	unserved(): UnservedNeed[];
	/** What each pup may reach, for the network. */
	policies(): NetworkPolicy[];
	/** What the gateway lets through. */
	gatewayGrants(): GatewayGrant[];
	/** Ways for pups to one path of another, for the gateway. */
	gatewayHooks(): GatewayHook[];
	/** Of a pup, oldest first. @throws BoxError 404 */
	hooks(pupId: string): Hook[];
	/**
	 * @throws BoxError 404 for the pup or a caller, 422 `port-not-exposed`, 409 `too-many-hooks`
	 */
	createHook(pupId: string, hook: NewHook): Hook;
	/** The same hook under another id. @throws BoxError 404 */
	rotateHook(pupId: string, id: string): Hook;
	/** @throws BoxError 404 */
	removeHook(pupId: string, id: string): void;
	/**
	 * Resolves when firewall and gateway follow what is granted now, or could not, which is tried
	 * again; after five seconds in any case.
	 */
	settled(): Promise<void>;
	/** Has the network and the gateway follow changes from now on. */
	begin(): void;
	close(): void;
}
