/** Starts a container of NixOS, up to its first process and its network link. */
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../../concurrency/index.ts';
import { nixosVerbs, type CgroupLayout, type ProcessIdentity } from '../../host/index.ts';
import type { ContainerSpec } from '../spec.ts';
import { handedTo } from './builder.ts';
import type { NixosDeps } from './deps.ts';
import type { Description } from './description.ts';
import { POLL_MS, processInside } from './place.ts';

/** Time limit for the first process to appear, milliseconds. */
const LEADER_WITHIN_MS = 30_000;

/**
 * Starts the container with one call of systemctl. Attaches its link during the start, before its
 * services run.
 * @param what.name name in nixos-container
 * @returns the first process, once the whole container has started. After a failure the caller
 *   removes what was started.
 */
export async function launch(
	{ host, network }: Pick<NixosDeps, 'host' | 'network'>,
	layout: CgroupLayout | null,
	{ spec, description, name }: { spec: ContainerSpec; description: Description; name: string }
): Promise<ProcessIdentity> {
	let failed: unknown = null;
	const starting = host.call(nixosVerbs.nixosStart, handedTo(name, spec, description)).catch((error: unknown) => {
		failed = error;
	});
	const deadline = monotonicMs() + LEADER_WITHIN_MS;
	let leader = processInside(layout, name, 1);
	while (leader === null && failed === null && monotonicMs() < deadline) {
		await delay(POLL_MS);
		leader = processInside(layout, name, 1);
	}
	if (leader !== null && spec.network !== null) {
		await network?.attach({ id: spec.id, address: spec.network.address }, leader.pid);
	}
	await starting;
	if (failed !== null) throw failed as Error;
	if (leader === null) throw new Error('its first process was not found');
	return leader;
}
