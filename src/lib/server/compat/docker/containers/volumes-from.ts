/** `--volumes-from`: reads the mounts of other containers. */
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, isGone } from '../errors.ts';
import type { Asked } from './asked.ts';
import type { Container } from './containers.ts';
import type { WantedMount } from './mounts.ts';

/** Parses `web`, `web:ro`, `web:rw` and `web:z`. @throws DockerError 400 */
export function readVolumesFrom(text: string): { name: string; readonly: boolean } {
	const [name = '', mode = 'rw'] = text.split(':');
	const words = mode.split(',');
	if (name === '' || words.some((word) => !['ro', 'rw', 'z', 'Z'].includes(word)))
		throw badRequest(`invalid volumes-from: "${text.slice(0, 80)}"`);
	return { name, readonly: words.includes('ro') };
}

/** @throws DockerError 400 for an unknown container: on a 404 clients would pull the image */
function found(containers: DockerContext['containers'], name: string): Container {
	try {
		return containers.find(name);
	} catch (error) {
		throw isGone(error) ? badRequest(`No such container: ${name.slice(0, 200)}`) : error;
	}
}

/**
 * Returns the mounts of the containers that `VolumesFrom` names.
 * @throws DockerError 400 for an invalid entry or an unknown container, 403 for a pup
 */
export async function mountsFrom(
	{ containers, policy, run }: DockerContext,
	call: DockerCall,
	{ HostConfig }: Pick<Asked, 'HostConfig'>
): Promise<WantedMount[]> {
	const mounts: WantedMount[] = [];
	for (const { name, readonly } of (HostConfig?.VolumesFrom ?? []).map(readVolumesFrom)) {
		const one = found(containers, name);
		if (one.kind === 'pup') {
			const sentence = `${one.name} is a pup: containers cannot use its data.`;
			throw policy.refuse(call, { action: 'docker.create', subject: one.id, sentence });
		}
		const { volumes } = await run(call, 'boxes.get', { params: { id: one.id } });
		mounts.push(...volumes.map((volume) => ({ ...volume, readonly: readonly || volume.readonly })));
	}
	return mounts;
}
