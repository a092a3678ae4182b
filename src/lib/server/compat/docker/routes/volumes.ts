/** Routes of the named volumes of boxes. */
import { randomBytes } from 'node:crypto';
import { isBoxError } from '../../../../contract/errors.ts';
import type { DockerCall } from '../call.ts';
import type { DockerContext } from '../context.ts';
import { DockerError, inConflict } from '../errors.ts';
import { filtersOf, flagOf } from '../query.ts';
import type { Route } from '../router.ts';
import {
	ANONYMOUS,
	PRUNE_FILTERS,
	VOLUME_FILTERS,
	volumeAnswer,
	volumesThatFit,
	volumesToPrune
} from '../volume-answers.ts';
import { readVolume } from '../volume-request.ts';

/** In dockerd’s words, which clients match. */
const noSuchVolume = (name: string) => new DockerError(404, `get ${name.slice(0, 200)}: no such volume`);

export function volumesRoutes({ run, events }: DockerContext): Route[] {
	const all = async (call: DockerCall) => (await run(call, 'boxes.volumes', {})).volumes;

	/** @returns null for none */
	const find = async (call: DockerCall) => (await all(call)).find(({ name }) => name === call.params['name']) ?? null;

	async function remove(call: DockerCall): Promise<void> {
		const name = call.params['name']!;
		const volume = await find(call);
		if (volume && volume.usedBy.length > 0) {
			throw inConflict(`remove ${name}: volume is in use - [${volume.usedBy.join(', ')}]`);
		}
		if (volume) {
			await run(call, 'boxes.removeVolume', { params: { name } });
			events.emit({ type: 'volume', action: 'destroy', id: name, attributes: { driver: 'local' } });
		} else if (!flagOf(call.query, 'force')) throw noSuchVolume(name);
		call.empty(204);
	}

	async function prune(call: DockerCall): Promise<void> {
		const gone: string[] = [];
		for (const { name } of volumesToPrune(await all(call), filtersOf(call.query, PRUNE_FILTERS), call.minor)) {
			try {
				await run(call, 'boxes.removeVolume', { params: { name } });
				gone.push(name);
			} catch (error) {
				// Since the list was read, a box has mounted it or somebody else has removed it.
				if (!isBoxError(error) || (error.status !== 409 && error.status !== 404)) throw error;
			}
		}
		call.answer(200, { VolumesDeleted: gone, SpaceReclaimed: 0 });
	}

	return [
		{
			method: 'GET',
			path: '/volumes',
			async handle(call) {
				const found = volumesThatFit(await all(call), filtersOf(call.query, VOLUME_FILTERS));
				call.answer(200, { Volumes: found.map(volumeAnswer), Warnings: null });
			}
		},
		{
			method: 'GET',
			path: '/volumes/{name}',
			async handle(call) {
				const volume = await find(call);
				if (!volume) throw noSuchVolume(call.params['name']!);
				call.answer(200, volumeAnswer(volume));
			}
		},
		{ method: 'DELETE', path: '/volumes/{name}', handle: remove },
		{ method: 'POST', path: '/volumes/prune', handle: prune },
		{
			method: 'POST',
			path: '/volumes/create',
			async handle(call) {
				const request = readVolume(await call.json());
				const name = request.name ?? randomBytes(16).toString('hex');
				const labels = { ...request.labels, ...(request.name === null && { [ANONYMOUS]: '' }) };
				const found = (await all(call)).find((one) => one.name === name);
				const made = found ?? (await run(call, 'boxes.createVolume', { body: { name, labels } }));
				if (!found) events.emit({ type: 'volume', action: 'create', id: name, attributes: { driver: 'local' } });
				call.answer(201, volumeAnswer(made));
			}
		}
	];
}
