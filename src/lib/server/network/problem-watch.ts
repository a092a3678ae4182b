/** Stores what keeps pups from the internet as of the last check, and announces changes. */
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { MissingPart } from '../../contract/box.ts';
import { networkInspect, type Host, type NetworkInspection } from '../host/index.ts';
import { defaultRoute } from './host-network.ts';
import { networkProblems, type HostNetwork } from './problems.ts';
import type { NetworkConfig, PupNetwork } from './types.ts';

/** State that needs no inspection of the host. */
type State = Pick<HostNetwork, 'resolvers' | 'passed' | 'unbounded' | 'unanswered' | 'pups'>;

export interface ProblemWatch extends Pick<PupNetwork, 'problems' | 'onProblems'> {
	inspect(): Promise<NetworkInspection>;
	/** Updates the problems from an inspection of the host. */
	notice(inspection: NetworkInspection, state: State): void;
	/**
	 * Inspects the host and updates the problems. Never rejects, because only the dashboard depends
	 * on it.
	 */
	check(state: State): Promise<void>;
}

/** @param deps.config.subnet the pups' actual network */
export function createProblemWatch(deps: { host: Host; config: NetworkConfig; log: Logger }): ProblemWatch {
	const { host, config, log } = deps;
	let problems: MissingPart[] = [];
	const listeners = new Set<() => void>();

	const inspect = () => host.call(networkInspect, { table: config.table });

	function notice(inspection: NetworkInspection, state: State): void {
		const route = defaultRoute();
		const way = { bridge: config.bridge, uplink: route?.interface ?? null, subnet: config.subnet };
		const found = networkProblems({ inspection, way, router: route?.router ?? null, ...state });
		if (isDeepStrictEqual(found, problems)) return;
		for (const { what, effect, command } of found) {
			if (!problems.some((one) => one.what === what)) log.warn({ command }, `${what} ${effect}`);
		}
		problems = found;
		for (const fn of [...listeners]) fn();
	}

	return {
		inspect,
		notice,
		async check(state) {
			try {
				notice(await inspect(), state);
			} catch (error) {
				log.error({ err: error }, 'The network of the host could not be looked at');
			}
		},
		problems: () => problems,
		onProblems(fn) {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		}
	};
}
