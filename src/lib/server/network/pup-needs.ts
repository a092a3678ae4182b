/** What pups need the host to do, and how the host is asked for it. */
import type { Logger } from 'pino';
import { networkForward, type Host, type TablePolicy } from '../host/index.ts';
import type { Use } from './passing.ts';
import type { HostNetwork } from './problems.ts';

/** @param all policies of the current members */
export function needsOf(members: ReadonlyMap<string, unknown>, all: readonly TablePolicy[]): HostNetwork['pups'] {
	const uses: Record<Use, boolean> = {
		out: all.some(({ internet, lan }) => internet || lan),
		between: all.some(({ reaches, neighbors }) => reaches.length > 0 || (neighbors?.length ?? 0) > 0),
		in: all.some(({ publishes }) => publishes.length > 0)
	};
	const names = all.some(({ internet }) => internet);
	return { any: members.size > 0, names, uses: (Object.keys(uses) as Use[]).filter((use) => uses[use]) };
}

/**
 * Switches the host's forwarding of packets on again. Where the host refuses, the next check
 * reports it.
 * @returns whether it was switched on
 */
export async function passOn(host: Host, log: Logger): Promise<boolean> {
	try {
		await host.call(networkForward, {});
		log.warn('packet forwarding of this host was switched off, and was switched on again');
		return true;
	} catch (error) {
		log.debug({ err: error }, 'the host does not forward packets');
		return false;
	}
}
