/**
 * Sizes of pups' packets. Between pups one packet carries 64 KiB instead of 45 packets that each
 * take the same path: the cost per packet occurs once, and there are fewer acknowledgements
 * (`docs/decisions/0093-large-packets-between-pups.md`). Packets to the outside and to the host
 * have the usual Ethernet size: the routes set it, and the MSS of connections follows from it.
 */
import { readFile } from 'node:fs/promises';
import type { TableEnd } from './table-end.ts';

/** MTU of links and bridge, and of each route without its own: the maximum of IPv4. */
export const LARGE = 65_535;
/** MTU of all other routes, and of IPv6, which has no route with an MTU. */
export const USUAL = 1500;

/**
 * Routes for pups that an earlier version connected: their links accept no large packets. The host
 * reports that to the sender or fragments the packet where allowed (ip(7), IP_MTU_DISCOVER).
 */
export async function narrowRoutes(bridge: string, ends: readonly TableEnd[]): Promise<string[]> {
	const lines = await Promise.all(
		ends.map(async ({ end, address }) => {
			const mtu = Number(await readFile(`/sys/class/net/${end}/mtu`, 'utf8').catch(() => LARGE));
			return mtu < LARGE ? [`route replace ${address}/32 dev ${bridge} mtu lock ${USUAL}`] : [];
		})
	);
	return lines.flat();
}
