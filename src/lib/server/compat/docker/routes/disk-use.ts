/** `docker system df`: disk use of images, containers and volumes. */
import { commandOf, mountsOf } from '../containers/inspect.ts';
import { boxState, statusWords } from '../containers/state.ts';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { dockerId } from '../ids.ts';
import { listedImage } from '../images/words.ts';
import type { Route } from '../router.ts';
import { volumeAnswer } from '../volume-answers.ts';

export function diskUseRoutes({ box, run }: DockerContext): Route[] {
	async function containers(call: DockerCall) {
		return Promise.all(
			box.boxes.all().map(async (one) => {
				const { volumes, argv } = await run(call, 'boxes.get', { params: { id: one.id } });
				const written = await box.engine?.diskBytes(one.id, call.signal).catch(() => 0);
				const state = boxState(one);
				return {
					...{ Id: dockerId(one.id), Names: [`/${one.name}`], Image: one.image, ImageID: '' },
					...{ Command: commandOf(argv), Created: Math.floor(one.createdAt / 1000) },
					...{ State: state.status, Status: statusWords(state, Date.now()), Labels: one.labels, Ports: [] },
					...{ SizeRw: written ?? 0, SizeRootFs: written ?? 0 },
					Mounts: mountsOf(volumes)
				};
			})
		);
	}

	async function images() {
		const all = await Promise.all(box.images.list().map(({ id }) => box.images.get(id).catch(() => null)));
		return all.flatMap((image) =>
			image ? { ...listedImage(image), SharedSize: 0, Containers: box.images.usersOf(image).length } : []
		);
	}

	async function answer(call: DockerCall): Promise<void> {
		// Everything, or what `type` names. As with dockerd, the rest is null.
		const types = call.query.getAll('type');
		const wanted = (type: string) => types.length === 0 || types.includes(type);
		const Images = wanted('image') ? await images() : null;
		const { volumes } = wanted('volume') ? await run(call, 'boxes.volumes', {}) : { volumes: null };
		call.answer(200, {
			LayersSize: (Images ?? []).reduce((sum, { Size }) => sum + Size, 0),
			Images,
			Containers: wanted('container') ? await containers(call) : null,
			// -1 means “not measured” to clients.
			Volumes:
				volumes?.map((one) => ({ ...volumeAnswer(one), UsageData: { RefCount: one.usedBy.length, Size: -1 } })) ?? null,
			BuildCache: wanted('build-cache') ? [] : null,
			BuilderSize: 0
		});
	}
	return [{ method: 'GET', path: '/system/df', handle: answer }];
}
