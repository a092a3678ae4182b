/**
 * Applies the owner's grants to the network and the gateway: after each change, and before a pup is
 * connected.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { within } from '../concurrency/index.ts';
import type { Events } from '../events/types.ts';
import type {
	GatewayGrant,
	GatewayHook,
	GatewayPlane,
	NamesPassed,
	NetworkPolicy,
	PupNetwork
} from '../network/index.ts';
import type { Pups } from '../pups/index.ts';

/** The functions of the network that the enforcer uses. */
export type EnforcedNetwork = Pick<
	PupNetwork,
	'allow' | 'gateway' | 'gatewayPort' | 'namesToPass' | 'onNamesToPass' | 'passNames'
>;
export type EnforcedGateway = Pick<GatewayPlane, 'show' | 'shown' | 'cut' | 'onNamesPassed'>;

/** Longest time that a call of the owner waits for firewall and gateway. */
const LONGEST_MS = 5000;

export interface Enforcer {
	/**
	 * Resolves when the current grants are in force.
	 * @throws BoxError where the network's rules cannot be written
	 */
	enforce(signal?: AbortSignal): Promise<void>;
	/**
	 * Resolves when the current grants are in force or could not be applied, which is retried;
	 * after five seconds in any case.
	 */
	settled(): Promise<void>;
	/** Starts to follow changes. */
	begin(): void;
	close(): void;
}

const keyOf = ({ from, interface: name }: GatewayGrant) => JSON.stringify([from, name]);

/** Grants that lost a route or whose provider changed. Pure. */
export function takenBack(
	before: readonly GatewayGrant[],
	now: readonly GatewayGrant[]
): { from: string; interface: string }[] {
	const left = new Map(now.map((one) => [keyOf(one), one]));
	return before
		.filter((one) => {
			if (one.to === null || one.routes.length === 0) return false;
			const same = left.get(keyOf(one));
			const elsewhere = same?.to?.address !== one.to.address || same.to.port !== one.to.port;
			return elsewhere || one.routes.some((route) => !same?.routes.includes(route));
		})
		.map(({ from, interface: name }) => ({ from, interface: name }));
}

/** Pups that may no longer call a hook at its former target. Pure. */
export function hooksTakenBack(before: readonly GatewayHook[], now: readonly GatewayHook[]): { from: string }[] {
	const left = new Map(now.map((one) => [one.id, one]));
	return before.flatMap((one) => {
		if (typeof one.to === 'string') return [];
		const same = left.get(one.id);
		const there = same !== undefined && isDeepStrictEqual(same.to, one.to);
		return one.callers.filter((from) => !there || !same.callers.includes(from)).map((from) => ({ from }));
	});
}

export function createEnforcer(deps: {
	network: EnforcedNetwork | null;
	gateway: EnforcedGateway | null;
	events: Pick<Events, 'subscribe'>;
	pups: Pick<Pups, 'publishedPorts' | 'relinked'>;
	policies(): NetworkPolicy[];
	gatewayGrants(): GatewayGrant[];
	gatewayHooks(): GatewayHook[];
	/** Whether any pup could use the gateway. */
	gatewayNeeded(): boolean;
	log: Logger;
}): Enforcer {
	const { network, gateway, events, pups, log } = deps;
	/** What others see of each pup, as last published. */
	const seen = new Map<string, string>();
	let shown: GatewayGrant[] = [];
	let shownHooks: GatewayHook[] = [];
	let scheduled = false;
	let end: (() => void) | undefined;
	const others: ((() => void) | undefined)[] = [];

	function showGateway(): void {
		if (!network || !gateway) return;
		const [grants, hooks] = [deps.gatewayGrants(), deps.gatewayHooks()];
		const place = { address: network.gateway, port: network.gatewayPort, names: network.namesToPass() };
		gateway.show(deps.gatewayNeeded() ? place : null, grants, hooks);
		const cut = [...takenBack(shown, grants), ...hooksTakenBack(shownHooks, hooks)];
		[shown, shownHooks] = [grants, hooks];
		if (cut.length === 0) return;
		gateway.cut(cut).catch((error: unknown) => log.warn({ err: error }, 'open requests of pups could not be ended'));
	}

	async function enforce(signal?: AbortSignal): Promise<void> {
		if (!network) return;
		showGateway();
		await network.allow(deps.policies(), signal);
	}

	function schedule(): void {
		if (scheduled) return;
		scheduled = true;
		// Changes within one turn of the event loop are applied together.
		setImmediate(() => {
			scheduled = false;
			if (!end) return;
			// The network itself tries it again.
			enforce().catch((error: unknown) => log.warn({ err: error }, 'what pups may reach could not be written'));
		});
	}

	return {
		enforce,
		async settled() {
			const work = enforce().then(() => gateway?.shown());
			await within(work, LONGEST_MS).catch((error: unknown) =>
				log.warn({ err: error }, 'what pups may reach could not be written')
			);
		},
		begin() {
			const passNames = (passed: NamesPassed | null) =>
				void network
					?.passNames(passed)
					.catch((error: unknown) => log.warn({ err: error }, 'questions of pups for names are not passed on'));
			others.push(network?.onNamesToPass(schedule), gateway?.onNamesPassed(passNames));
			if (!gateway) passNames({ missing: 'no-nginx' });
			end ??= events.subscribe(({ body }) => {
				if (body.kind === 'wiring') {
					schedule();
					setImmediate(() => end && pups.relinked(body.ids));
				} else if (body.kind === 'pup-removed') {
					seen.delete(body.id);
					schedule();
				} else if (body.kind === 'pup') {
					const { id, name, state, version, health } = body.pup;
					const now = JSON.stringify([name, state, version, health?.state, pups.publishedPorts(id)]);
					if (seen.get(id) === now) return;
					seen.set(id, now);
					schedule();
					// Other pups may have waited for it.
					setImmediate(() => end && pups.relinked([]));
				}
			});
			schedule();
		},
		close() {
			end?.();
			end = undefined;
			for (const stop of others.splice(0)) stop?.();
		}
	};
}
