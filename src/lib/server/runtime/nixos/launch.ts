/** The start of a container of NixOS, up to its first process and its link. */
import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '../../concurrency/index.ts';
import { nixosVerbs, type CgroupLayout, type ProcessIdentity } from '../../host/index.ts';
import type { ContainerSpec } from '../spec.ts';
import { handedTo } from './builder.ts';
import type { NixosDeps } from './deps.ts';
import type { Description } from './description.ts';
import { POLL_MS, processInside } from './place.ts';

/** Within this it has a first process, milliseconds. */
const LEADER_WITHIN_MS = 30_000;

/**
 * Starts it: one call of systemctl. Its link comes while it starts, before its services do.
 * @param what.name of nixos-container
 * @returns its first process, when all of it has started; what is half started is the caller's
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
