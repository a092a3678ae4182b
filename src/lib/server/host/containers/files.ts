/** Files in the root of a container while it is mounted. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { BoxError } from '../../../contract/errors.ts';
import { readMounts } from '../../mountinfo.ts';
import { streamVerb } from '../channel.ts';
import { confine, containerId, plainPath } from '../confine.ts';
import { mappedSource, RANGE_SIZE } from '../ids/index.ts';
import { containerFolder } from '../programs.ts';
import { diskRootFolder, filesRequest, LAYERS_AT, runFiles, WRITTEN_AT } from '../storage/index.ts';
import { LAYERS } from './overlay.ts';
import type { VerbContext } from '../verb.ts';
import { mountSource } from './mount-source.ts';

/**
 * Like `storage.files`, for the root of a container and its mounts, without kernel filesystems
 * (`/proc`, `/dev`).
 * @throws BoxError 409 `wrong-state` while its root is not mounted, 500 `files-failed`
 */
export const rootFiles = streamVerb(
	'root.files',
	v.object({
		id: containerId,
		request: filesRequest,
		/** The visible volumes, as mounted into the root. */
		volumes: v.array(v.object({ source: plainPath, target: plainPath, readonly: v.boolean() })),
		/** Layers of the root, base first; for `changes` only. */
		layers: v.array(plainPath)
	}),
	v.never(),
	async ({ id, request, volumes, layers }, context, channel): Promise<{ errno: number }> => {
		const { paths, names } = context;
		const root = join(containerFolder(paths, id), 'root');
		if (!(await readMounts()).some(({ target }) => target === root)) {
			throw new BoxError({
				code: 'wrong-state',
				status: 409,
				message: 'It is being started or stopped; its files cannot be accessed meanwhile.',
				hint: 'Try again in a moment.',
				retryAfter: 1
			});
		}
		await confine(paths, root, ['run']);
		// The root may belong to any user inside; its uid gives the container's range.
		const { uid } = await stat(root);
		const base = uid - ((uid - names.idBase) % RANGE_SIZE);
		const mounts: string[] = [];
		for (const { source, target, readonly } of volumes) {
			const from = base === names.idBase ? await mountSource(source, context) : mappedSource(paths, id, target);
			mounts.push(from, target, readonly ? '1' : '0');
		}
		if (request.do === 'changes') mounts.push(...(await writtenAndLayers(id, layers, base, context)));
		return runFiles({ request, base, place: ['box', root, ...mounts] }, context, channel);
	}
);

/**
 * Returns what was written to a root, and its layers, as read-only mounts. Owners on the disk are
 * in the shared range, so a container with another range could not own them.
 * @throws BoxError 409 `changes-unknown`
 */
async function writtenAndLayers(
	id: string,
	layers: readonly string[],
	base: number,
	{ paths, names }: VerbContext
): Promise<string[]> {
	if (base !== names.idBase || layers.length > LAYERS_AT.length) {
		throw new BoxError({
			code: 'changes-unknown',
			status: 409,
			message: 'The changes in this box cannot be listed: its root is of another kind.'
		});
	}
	const written = await confine(paths, join(diskRootFolder(paths, id), 'upper'), ['storage']);
	const below = await Promise.all(layers.toReversed().map((layer) => confine(paths, layer, LAYERS)));
	return [written, ...below].flatMap((source, at) => [source, [WRITTEN_AT, ...LAYERS_AT][at]!, '1']);
}
