/**
 * Ports of boxes on IPv6 addresses of the host. Boxes have no external IPv6 and the host routes
 * none, so nginx relays them, as dockerd's proxy does. Pure.
 */
import { isIPv6 } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { PortRelay } from '../host/index.ts';
import type { Members } from './ends.ts';
import type { NetworkPolicy } from './types.ts';

type Publication = NetworkPolicy['publishes'][number];

/** All IPv4 and IPv6 addresses of the host. */
export const ALL_ADDRESSES = '::';

/** Whether nft forwards packets to the port over IPv4. */
export const isPublished4 = ({ hostAddress }: Publication): boolean =>
	hostAddress == null || hostAddress === ALL_ADDRESSES || !isIPv6(hostAddress);

/** Whether nginx relays the port. */
export const isRelayed = ({ hostAddress }: Pick<Publication, 'hostAddress'>): boolean =>
	hostAddress != null && isIPv6(hostAddress);

/** The relays to current members. */
export function portRelays(members: Members, relayed: ReadonlyMap<string, readonly Publication[]>): PortRelay[] {
	return [...members.values()].flatMap(({ member }) =>
		(relayed.get(member.id) ?? []).map(({ protocol, hostPort, hostAddress, port }) => ({
			...{ address: hostAddress!, protocol, port: hostPort },
			to: { address: member.address, port }
		}))
	);
}

/**
 * Announces changes of the relayed ports.
 * @param relays null while they are unknown
 */
export function createRelayNews(relays: () => PortRelay[] | null) {
	const listeners = new Set<(relays: readonly PortRelay[]) => void>();
	let published: PortRelay[] | null = null;
	return {
		publish() {
			const now = relays();
			if (now === null || isDeepStrictEqual(now, published)) return;
			published = now;
			for (const fn of [...listeners]) fn(now);
		},
		/** @returns unsubscribe */
		on(fn: (relays: readonly PortRelay[]) => void): () => void {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		}
	};
}
