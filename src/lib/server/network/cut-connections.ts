/** Cuts connections of nginx in the kernel, where the kernel supports that. */
import { isDeepStrictEqual } from 'node:util';
import { nginxCut, type Host } from '../host/index.ts';
import type { NginxConnection } from './types.ts';

/** Most connections in one call of the host. */
const CUT_AT_ONCE = 4000;

/**
 * Cuts connections, and checks that they are gone.
 * @param list lists the open connections at the same ports
 * @returns false where this kernel cannot cut single connections
 * @throws errors of the host
 */
export async function cutConnections(
	host: Host,
	open: readonly NginxConnection[],
	list: () => readonly NginxConnection[]
): Promise<boolean> {
	if (open.length === 0) return true;
	for (let at = 0; at < open.length; at += CUT_AT_ONCE)
		await host.call(nginxCut, { connections: open.slice(at, at + CUT_AT_ONCE) });
	const left = list();
	return !open.some((one) => left.some((other) => isDeepStrictEqual(one, other)));
}
