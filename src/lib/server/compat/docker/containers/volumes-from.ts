/** `--volumes-from`: what another container has mounted. */
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { badRequest, isGone } from '../errors.ts';
import type { Asked } from './asked.ts';
import type { Container } from './containers.ts';
import type { WantedMount } from './mounts.ts';

/** `web`, `web:ro`, `web:rw`, `web:z`. @throws DockerError 400 */
export function readVolumesFrom(text: string): { name: string; readonly: boolean } {
	const [name = '', mode = 'rw'] = text.split(':');
	const words = mode.split(',');
	if (name === '' || words.some((word) => !['ro', 'rw', 'z', 'Z'].includes(word)))
		throw badRequest(`invalid volumes-from: "${text.slice(0, 80)}"`);
	return { name, readonly: words.includes('ro') };
}

/** @throws DockerError 400 for none: by a 404 clients would fetch the image */
function found(containers: DockerContext['containers'], name: string): Container {
	try {
		return containers.find(name);
	} catch (error) {
		throw isGone(error) ? badRequest(`No such container: ${name.slice(0, 200)}`) : error;
	}
}

/**
 * Mounts of the containers that `VolumesFrom` names.
 * @throws DockerError 400 for what cannot be read and none, 403 for a pup
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
			const sentence = `${one.name} is a pup: its data are not given to a container.`;
			throw policy.refuse(call, { action: 'docker.create', subject: one.id, sentence });
		}
		const { volumes } = await run(call, 'boxes.get', { params: { id: one.id } });
		mounts.push(...volumes.map((volume) => ({ ...volume, readonly: readonly || volume.readonly })));
	}
	return mounts;
}
