/**
 * How large packets of pups may be. From pup to pup 64 KiB are one packet, not 45 that share its
 * way: what overtakes another then counts once, and what is acknowledged comes less often
 * (`docs/decisions/0093-large-packets-between-pups.md`). Outside, and to the host, they are as
 * Ethernet has them: routes say so, and with them what a connection asks of the other side.
 */
import { readFile } from 'node:fs/promises';
import type { TableEnd } from './table-end.ts';

/** Of links and bridge, and so of each way that says nothing else: the most that IPv4 has. */
export const LARGE = 65_535;
/** Of all other ways, and of IPv6, which has none. */
export const USUAL = 1500;

/**
 * Lines for pups that an earlier version connected: their links take no large packets. The host
 * says so to who sends one, or cuts it where it may (ip(7), IP_MTU_DISCOVER).
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
