/** Connections of nginx that are to end: cut by the kernel, where it can. */
import { isDeepStrictEqual } from 'node:util';
import { nginxCut, type Host } from '../host/index.ts';
import type { NginxConnection } from './types.ts';

/** Connections in one call of the host. */
const CUT_AT_ONCE = 4000;

/**
 * Cuts them, and looks whether they are gone.
 * @param list what is open at the same ports
 * @returns false where this kernel cannot cut single connections
 * @throws what the host answers
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
