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

/** The requested pup of a plan. */
export interface PlanRequest {
	sourceId: string;
	name: string;
	/** Name of a second pup of the offer. */
	as?: string | undefined;
	/** Default: the newest that can be used. */
	version?: string | undefined;
	/** Chosen providers. The others are chosen automatically. */
	choices?: readonly PlanChoice[] | undefined;
	/** Optional groups that are granted with it. */
	grants?: readonly PlanGrant[] | undefined;
}

/** Plans, stores and changes which pup provides what to which. */
export interface Wiring extends PupLinks {
	/**
	 * Plans an installation with all dependencies. Changes nothing.
	 * @throws BoxError 404; 409 `already-installed`; 422 `pup-unusable`
	 */
	plan(request: PlanRequest): InstallPlan;
	/**
	 * Carries out a plan: installs and starts dependencies first. If only the pup itself is to be
	 * installed, the job is its own.
	 * @param request.plan id of the plan that the owner has read. Without it the pup is installed
	 *   alone, without providers.
	 * @throws BoxError as `plan` and as `install` of pups; 409 `plan-changed` where the plan has
	 *   changed, 409 `plan-conflict` where it cannot be carried out
	 */
	install(
		request: PlanRequest & InstallRequest & { plan?: string | undefined },
		by?: SavedBy,
		mayChange?: MayChange
	): Promise<{ job: Job; pupId: string }>;
	/** Dependencies and dependants of a pup. @throws BoxError 404 */
	of(pupId: string): PupWiring;
	/** Pups that this pup provides to; empty for an unknown id. */
	dependants(pupId: string): Dependant[];
	/**
	 * Chooses the provider of an interface for a pup.
	 * @param providerId null for nobody
	 * @param groups grants exactly these. Without it, grants stay where they allow no more at the
	 *   new provider.
	 * @throws BoxError 404; 422 `cannot-provide`, with the reason
	 */
	choose(pupId: string, name: string, providerId: string | null, groups?: readonly string[]): PupWiring;
	/** @throws BoxError 404, also for a group that the pup does not ask for */
	grant(pupId: string, name: string, group: string): PupWiring;
	/** @throws BoxError 404 */
	revoke(pupId: string, name: string, group: string): PupWiring;
	/**
	 * Returns the result of a change of the wiring, and rolls the change back. Nothing is
	 * announced.
	 * @throws errors of the change
	 */
	rehearse<T>(change: () => T): T;
	/** What a pup may reach beyond the box. @throws BoxError 404 */
	access(pupId: string): PupAccess;
	/** @throws BoxError 404 */
	setAccess(pupId: string, change: AccessChange): PupAccess;
	/** Pups and networks, and the permitted connections between them. */
	connections(): Promise<Connections>;
	/** The last requests between two pups, newest first. @throws BoxError 404 */
	requests(from: string, to: string, name: string): ConnectionRequest[];
	/**
	 * Checked before a pup is removed.
	 * @throws BoxError 409 `still-needed` where others depend on it, with `fields` by their ids
	 */
	needUnused(pupId: string): void;
	/** Required needs of installed pups that have no provider or lack a grant. */
	unserved(): UnservedNeed[];
	/** The network policy of each pup. */
	policies(): NetworkPolicy[];
	/** What pups may request of each other through the gateway. */
	gatewayGrants(): GatewayGrant[];
	/** Hooks of the gateway: each lets pups call one path of another. */
	gatewayHooks(): GatewayHook[];
	/** Hooks of a pup, oldest first. @throws BoxError 404 */
	hooks(pupId: string): Hook[];
	/**
	 * @throws BoxError 404 for the pup or a caller, 422 `port-not-exposed`, 409 `too-many-hooks`
	 */
	createHook(pupId: string, hook: NewHook): Hook;
	/** Gives a hook a new id. @throws BoxError 404 */
	rotateHook(pupId: string, id: string): Hook;
	/** @throws BoxError 404 */
	removeHook(pupId: string, id: string): void;
	/**
	 * Resolves when firewall and gateway follow the current grants or could not, which is retried;
	 * after five seconds in any case.
	 */
	settled(): Promise<void>;
	/** Starts to apply changes to the network and the gateway. */
	begin(): void;
	close(): void;
}
