/**
 * Ports of boxes at addresses of IPv6. A box has none that leads out, and the host routes no IPv6,
 * so they are carried by nginx, as dockerd's own proxy carries them. Pure.
 */
import { isIPv6 } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { PortRelay } from '../host/index.ts';
import type { Members } from './ends.ts';
import type { NetworkPolicy } from './types.ts';

type Publication = NetworkPolicy['publishes'][number];

/** All addresses of the host, of both kinds. */
export const ALL_ADDRESSES = '::';

/** Whether nft leads packets to it: by IPv4. */
export const isPublished4 = ({ hostAddress }: Publication): boolean =>
	hostAddress == null || hostAddress === ALL_ADDRESSES || !isIPv6(hostAddress);

/** Whether nginx carries it. */
export const isRelayed = ({ hostAddress }: Pick<Publication, 'hostAddress'>): boolean =>
	hostAddress != null && isIPv6(hostAddress);

/** What nginx carries to those who are in the network. */
export function portRelays(members: Members, relayed: ReadonlyMap<string, readonly Publication[]>): PortRelay[] {
	return [...members.values()].flatMap(({ member }) =>
		(relayed.get(member.id) ?? []).map(({ protocol, hostPort, hostAddress, port }) => ({
			...{ address: hostAddress!, protocol, port: hostPort },
			to: { address: member.address, port }
		}))
	);
}

/**
 * Tells of ports at addresses of IPv6 when they are others.
 * @param relays null: they are not known yet
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
		/** @returns how to stop that */
		on(fn: (relays: readonly PortRelay[]) => void): () => void {
			listeners.add(fn);
			return () => void listeners.delete(fn);
		}
	};
}
