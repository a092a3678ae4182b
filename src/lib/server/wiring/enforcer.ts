/**
 * Has the network and the gateway follow what the owner granted: at each change, and before a pup
 * is connected.
 */
import type { Logger } from 'pino';
import type { Events } from '../events/types.ts';
import type { GatewayGrant, GatewayPlane, NamesPassed, NetworkPolicy, PupNetwork } from '../network/index.ts';
import type { Pups } from '../pups/index.ts';

/** What of the two it needs. */
export type EnforcedNetwork = Pick<
	PupNetwork,
	'allow' | 'gateway' | 'gatewayPort' | 'namesToPass' | 'onNamesToPass' | 'passNames'
>;
export type EnforcedGateway = Pick<GatewayPlane, 'show' | 'cut' | 'onNamesPassed'>;

export interface Enforcer {
	/**
	 * Resolves when what is allowed now is in force.
	 * @throws BoxError where the rules of the network cannot be written
	 */
	enforce(signal?: AbortSignal): Promise<void>;
	/** Follows changes from now on. */
	begin(): void;
	close(): void;
}

const keyOf = ({ from, interface: name }: GatewayGrant) => JSON.stringify([from, name]);

/** Grants of which something was taken back: a route, or who answers. Pure. */
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

export function createEnforcer(deps: {
	network: EnforcedNetwork | null;
	gateway: EnforcedGateway | null;
	events: Pick<Events, 'subscribe'>;
	pups: Pick<Pups, 'publishedPorts' | 'relinked'>;
	policies(): NetworkPolicy[];
	gatewayGrants(): GatewayGrant[];
	/** Whether there is a pup that could ask at the gateway. */
	gatewayNeeded(): boolean;
	log: Logger;
}): Enforcer {
	const { network, gateway, events, pups, log } = deps;
	/** What others see of each pup, as it was last told. */
	const seen = new Map<string, string>();
	let shown: GatewayGrant[] = [];
	let scheduled = false;
	let end: (() => void) | undefined;
	const others: ((() => void) | undefined)[] = [];

	function showGateway(): void {
		if (!network || !gateway) return;
		const grants = deps.gatewayGrants();
		const place = { address: network.gateway, port: network.gatewayPort, names: network.namesToPass() };
		gateway.show(deps.gatewayNeeded() ? place : null, grants);
		const cut = takenBack(shown, grants);
		shown = grants;
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
		// Several changes of one moment are one.
		setImmediate(() => {
			scheduled = false;
			if (!end) return;
			// The network itself tries it again.
			enforce().catch((error: unknown) => log.warn({ err: error }, 'what pups may reach could not be written'));
		});
	}

	return {
		enforce,
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
					const { id, state, version, health } = body.pup;
					const now = JSON.stringify([state, version, health?.state, pups.publishedPorts(id)]);
					if (seen.get(id) === now) return;
					seen.set(id, now);
					schedule();
					// Others may have waited for it.
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
